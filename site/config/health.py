"""What machines ask: /healthz (is the process up), /readyz (can it serve, and what is late), /metrics (figures for Prometheus).

`Probes` answers before hosts, redirects and sessions are looked at, so a load balancer may ask a process by its address. Answers name
what is wrong and never why in detail: an error's text can hold addresses and passwords, and belongs in the log.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any

import structlog
from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min, Q
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from core.content import content
from core.lanes import Lane
from core.models import Delivery, Job
from search.engines import engine
from search.engines.protocol import Readiness

log = structlog.get_logger(__name__)

CHANNEL_LAYER_SECONDS = 2


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """`readiness` as JSON; 503 when a part is broken."""
    found = readiness()
    response = JsonResponse(found, status=503 if found["status"] == "broken" else 200)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not _may_read_metrics(request):
        return HttpResponseForbidden("metrics are for loopback, or for the bearer of PLAZA_METRICS_TOKEN\n", content_type="text/plain")
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def readiness() -> dict[str, Any]:
    """Each part with how long its check took, in milliseconds. ``status`` is broken, late (served, but something runs behind) or ok."""
    checks = {name: _timed(name, check) for name, check in CHECKS.items()}
    if not all(check["ok"] for check in checks.values()):
        return {"status": "broken", "checks": checks}
    late = any(check.get("late") for check in checks.values())
    return {"status": "late" if late else "ok", "checks": checks}


def database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return {"ok": True, "vendor": connection.vendor}


def search() -> dict[str, Any]:
    """An index that is missing or being built answers with what it has: late, not broken. An empty site has none and needs none."""
    found = engine()
    state = found.readiness()
    if state is Readiness.MISSING and not any(True for kind in content.kinds() for _ in content[kind].all_ids()):
        state = Readiness.READY
    return {"ok": True, "engine": found.name, "index": state.value, "late": state is not Readiness.READY}


def channel_layer() -> dict[str, Any]:
    """A message goes out and comes back. The in-memory layer lives in this process, so there is nothing to ask."""
    layer = get_channel_layer()
    if isinstance(layer, InMemoryChannelLayer):
        return {"ok": True, "reach": "this process"}
    async_to_sync(_there_and_back)(layer)
    return {"ok": True, "reach": "every process"}


def relay() -> dict[str, Any]:
    """Broken when something was due for longer than `RELAY_LATE_SECONDS` and nobody took it: no worker is alive.

    ``late`` lists the consumers with deliveries as old as that, whatever the reason.
    """
    now = timezone.now()
    lag = relay_lag(now)
    late = [
        {"consumer": row["consumer"], "waiting": row["waiting"], "failing": row["failing"], "oldest_seconds": round(age, 1)}
        for row in waiting_by_consumer()
        if (age := (now - row["oldest"]).total_seconds()) > settings.RELAY_LATE_SECONDS
    ]
    dead = Delivery.objects.filter(dead_at__isnull=False, done_at=None).count()
    return {"ok": lag <= settings.RELAY_LATE_SECONDS, "lag_seconds": round(lag, 1), "late": late, "dead_letters": dead}


def relay_lag(now: datetime) -> float:
    """Seconds since the oldest delivery that nobody holds became due; 0 when none is due. What waits for its turn behind a job, or behind
    another server that is slow, does not count: somebody is at work there."""
    open_rows = Delivery.objects.filter(done_at=None, dead_at=None, due_at__lte=now).order_by()
    held = Max("lease_until", filter=Q(lease_until__gte=now))
    oldest = Min("due_at", filter=Q(lease_until=None) | Q(lease_until__lt=now))
    lanes = open_rows.values("lane").annotate(held=held, oldest=oldest)
    waiting = [row["oldest"] for row in lanes if row["oldest"] and (row["lane"] == Lane.HOUSE or not row["held"])]
    return (now - min(waiting)).total_seconds() if waiting else 0.0


def waiting_by_consumer() -> list[dict[str, Any]]:
    """consumer, waiting, failing (tried at least once, in vain), oldest (when its event happened)."""
    open_rows = Delivery.objects.filter(done_at=None, dead_at=None).order_by()
    rows = open_rows.values("consumer").annotate(
        waiting=Count("pk"), failing=Count("pk", filter=~Q(last_error="")), oldest=Min("event__at")
    )
    return [dict(row) for row in rows.order_by("consumer")]


class RelayFigures(Collector):
    """Read from the database at each scrape, so every process of a site tells the same figures."""

    def collect(self) -> Iterator[Metric]:
        now = timezone.now()
        yield GaugeMetricFamily("plaza_relay_lag_seconds", "How long the oldest free delivery has been due", value=relay_lag(now))
        depth = GaugeMetricFamily("plaza_relay_waiting", "Deliveries that are neither done nor dead", labels=["consumer"])
        failing = GaugeMetricFamily("plaza_relay_failing", "Waiting deliveries that failed at least once", labels=["consumer"])
        age = GaugeMetricFamily("plaza_relay_oldest_seconds", "Age of the oldest waiting event", labels=["consumer"])
        for row in waiting_by_consumer():
            depth.add_metric([row["consumer"]], row["waiting"])
            failing.add_metric([row["consumer"]], row["failing"])
            age.add_metric([row["consumer"]], (now - row["oldest"]).total_seconds())
        dead = GaugeMetricFamily("plaza_relay_dead_letters", "Deliveries given up until staff replay them", labels=["consumer"])
        rows = Delivery.objects.filter(dead_at__isnull=False, done_at=None).order_by().values_list("consumer")
        for consumer, count in rows.annotate(count=Count("pk")):
            dead.add_metric([consumer], count)
        jobs = GaugeMetricFamily("plaza_jobs", "Jobs that people asked for", labels=["state"])
        for state, count in Job.objects.order_by().values_list("state").annotate(count=Count("pk")):
            jobs.add_metric([state], count)
        yield from (depth, failing, age, dead, jobs)


registry = CollectorRegistry()
registry.register(RelayFigures())
ProcessCollector(registry=registry)

CHECKS: dict[str, Callable[[], dict[str, Any]]] = {
    "database": database,
    "search": search,
    "channel_layer": channel_layer,
    "relay": relay,
}

ADDRESSES = {"healthz": healthz, "readyz": readyz, "metrics": metrics}
urlpatterns = [path(address, view, name=address) for address, view in ADDRESSES.items()]


class Probes:
    """The first middleware: a probe's Host header is an address, not a name that the site knows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return ADDRESSES.get(request.path_info.removeprefix("/"), self.get_response)(request)


def _timed(name: str, check: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        found = check()
    except Exception:
        log.exception("readiness check failed", check=name)
        found = {"ok": False}
    return {**found, "ms": round((time.perf_counter() - started) * 1000, 1)}


async def _there_and_back(layer: Any) -> None:
    channel = await layer.new_channel("ready")
    await layer.send(channel, {"type": "ready"})
    await asyncio.wait_for(layer.receive(channel), CHANNEL_LAYER_SECONDS)


def _may_read_metrics(request: HttpRequest) -> bool:
    """A request that came through a proxy is never local, although its last hop is loopback."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer" and compare_digest(token.encode(), settings.METRICS_TOKEN.encode()):
        return True
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback and not forwarded
    except ValueError:
        return False
