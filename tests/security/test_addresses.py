"""Every address of the site as every kind of person: nothing breaks, nothing of the staff's opens, nothing that is held back is told."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from config.demo.seed import seed_demo
from core.models import Job
from crm_sync.models import Case
from moderation.models import ReviewItem
from qa.models import Answer, Question, Tag

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(400)]

PEOPLE = ["guest", "stranger", "member", "expert", "agent", "moderator", "manager", "admin"]
OUTSIDERS = ["guest", "stranger", "member", "expert"]
STAFF_ONLY = (
    "/contests/manage/",
    "/moderation/",
    "/insights/",
    "/admin/",
    "/django-admin/",
    "/support/desk/",
    "/support/sync/",
    "/jobs/",
    "/metrics",
)
OPEN_WITHIN = ("/moderation/flag/", "/django-admin/login/", "/django-admin/jsi18n/", "/admin/jsi18n/", "/admin/sprite/")
ELSEWHERE = "203.0.113.9"  # not loopback, where /metrics and /dev/mail/ answer


@pytest.fixture
def demo(db, person, deliver_all):
    seed_demo("correct horse battery", "small")
    deliver_all()
    person(username="stranger")
    pending = Question.objects.filter(visibility="pending").first()
    public = Question.objects.filter(visibility="public").first()
    return {
        "question_id": [public.pk, pending.pk, 999_999],
        "answer_id": [Answer.objects.first().pk, 999_999],
        "case_id": [*Case.objects.values_list("pk", flat=True)[:1], 999_999],
        "item_id": [*ReviewItem.objects.values_list("pk", flat=True)[:1], 999_999],
        "job_id": [Job.objects.create(kind="none").pk, 999_999],
        "object_id": [public.pk, pending.pk, 999_999],
        "kind": ["qa.question", "no.such"],
        "slug": [Tag.objects.first().slug, public.slug, pending.slug],
        "username": ["member", "nobody-here"],
        "number": [1, 999],
        "token_id": [999_999],
        "secret": pending,
    }


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, dict]]:
    """Every route below ``resolver``, as a format string with its converters."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if "django-admin" not in route:  # Django's own; its door is asked for below
                yield from patterns(entry, route)
        elif isinstance(entry, URLPattern) and "(?P" not in route and "^" not in route:
            yield route, entry.pattern.converters


def addresses(samples: dict) -> Iterator[str]:
    words = "+".join(samples["secret"].title.split()[:3])
    for searching in ("/search/?q=", "/search/suggestions/?q=", "/api/v1/search/?q=", "/api/v1/suggestions/?q="):
        yield searching + words
    for route, converters in patterns(get_resolver()):
        choices = [samples.get(name, [1 if type(converter).__name__ == "IntConverter" else "x"]) for name, converter in converters.items()]
        for chosen in product(*choices):
            filled = "/" + route
            for (name, _), value in zip(converters.items(), chosen, strict=True):
                head, _, tail = filled.partition("<")
                assert name in tail.partition(">")[0]
                filled = f"{head}{value}{tail.partition('>')[2]}"
            yield filled
    yield "/django-admin/"


def browser(name: str) -> Client:
    client = Client(REMOTE_ADDR=ELSEWHERE)
    if name != "guest":
        client.force_login(User.objects.get(username=name))
    return client


@pytest.mark.parametrize("name", PEOPLE)
def test_every_address_answers_and_tells_nobody_too_much(demo, name):
    client = browser(name)
    secret = demo["secret"]
    broken, open_to_outsiders, told = [], [], []

    for address in addresses(demo):
        if "logout" in address:
            continue
        if name not in OUTSIDERS and address.startswith("/admin/"):
            continue  # behind its door Wagtail answers a made-up id with an error of its own
        response = client.get(address)
        text = response.getvalue().decode(errors="replace")
        if response.status_code >= 500:
            broken.append((address, response.status_code))
        if response.status_code == 200 and address.startswith(STAFF_ONLY) and not address.startswith(OPEN_WITHIN):
            open_to_outsiders.append(address)
        if secret.title in text:
            told.append(address)

    assert not broken
    if name in OUTSIDERS:
        assert not open_to_outsiders
    if name in OUTSIDERS and name != secret.author.username:
        assert not told


def test_an_empty_post_from_a_guest_breaks_nothing_and_changes_nothing(demo):
    client = browser("guest")
    before = [model.objects.count() for model in (Question, Answer, Case, ReviewItem, User)]

    broken = [address for address in addresses(demo) if client.post(address).status_code >= 500]

    assert not broken
    assert before == [model.objects.count() for model in (Question, Answer, Case, ReviewItem, User)]
