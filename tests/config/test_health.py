from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from config import health
from core.models import Delivery, EventRow

pytestmark = pytest.mark.django_db


def delivery(**facts):
    event = EventRow.objects.create(name="qa.question_asked", payload={}, at=facts.pop("at", timezone.now()))
    return Delivery.objects.create(event=event, consumer="search.index", **facts)


def minutes_ago(minutes):
    return timezone.now() - timedelta(minutes=minutes)


def test_the_process_answers_whatever_host_is_asked(client):
    response = client.get("/healthz", headers={"Host": "10.1.2.3"})

    assert (response.status_code, response.content) == (200, b"ok\n")


@override_settings(SECURE_SSL_REDIRECT=True)
@pytest.mark.parametrize("probe", ["/healthz", "/readyz"])
def test_probes_are_not_redirected_to_https(client, probe):
    assert client.get(probe).status_code == 200


def test_a_site_at_rest_is_ready(client):
    found = client.get("/readyz").json()

    assert found["status"] == "ok", found
    assert set(found["checks"]) == {"database", "search", "channel_layer", "relay"}


def test_deliveries_that_nobody_takes_make_the_site_unready(client):
    delivery(due_at=minutes_ago(10), at=minutes_ago(10))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["relay"]["lag_seconds"] >= 600


def test_a_consumer_that_fails_and_is_retried_is_late_but_the_site_serves(client):
    delivery(at=minutes_ago(10), due_at=timezone.now() + timedelta(minutes=5), attempts=4, last_error="ConnectError: secret-host")

    response = client.get("/readyz")

    found = response.json()
    assert (response.status_code, found["status"]) == (200, "late")
    assert [(late["consumer"], late["waiting"], late["failing"]) for late in found["checks"]["relay"]["late"]] == [("search.index", 1, 1)]
    assert "secret-host" not in response.content.decode()


def test_a_broken_part_is_named_and_its_error_is_not(client, monkeypatch):
    def broken():
        raise RuntimeError("postgres://plaza:secret@db")

    monkeypatch.setitem(health.CHECKS, "search", broken)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["search"]["ok"] is False
    assert "secret" not in response.content.decode()


def test_metrics_tell_depth_lag_and_dead_letters(client):
    delivery(due_at=minutes_ago(3), at=minutes_ago(3))
    delivery(dead_at=minutes_ago(1), attempts=12, last_error="x")

    text = client.get("/metrics").content.decode()

    assert 'plaza_relay_waiting{consumer="search.index"} 1.0' in text
    assert 'plaza_relay_dead_letters{consumer="search.index"} 1.0' in text
    lag = next(line for line in text.splitlines() if line.startswith("plaza_relay_lag_seconds"))
    assert float(lag.split()[1]) >= 180


@pytest.mark.parametrize(
    ("remote", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.0.0.7", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.7"}, 403),
        ("10.0.0.7", {"Authorization": "Bearer wrong"}, 403),
        ("10.0.0.7", {"Authorization": "Bearer right"}, 200),
    ],
)
@override_settings(METRICS_TOKEN="right")
def test_metrics_are_for_loopback_and_the_tokens_bearer(client, remote, headers, status):
    assert client.get("/metrics", REMOTE_ADDR=remote, headers=headers).status_code == status


@override_settings(METRICS_TOKEN="")
def test_no_token_is_set_and_none_is_accepted(client):
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.7", headers={"Authorization": "Bearer "}).status_code == 403
