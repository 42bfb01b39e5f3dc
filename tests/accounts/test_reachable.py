"""Who gets mail, and whose name is a link."""

import pytest
from django.core import mail as outbox
from django.utils import timezone

from accounts.reachable import mentioned, recipients
from core.mail import Recipient, send
from core.text import render_markdown

pytestmark = pytest.mark.django_db


def test_a_member_gets_mail_in_their_language(person):
    ana = person("ana", language="pt", display_name="Ana")

    assert recipients([ana.pk]) == {ana.pk: Recipient("ana@example.test", "pt", "Ana")}
    assert send(ana.pk, "test", {}, key="test:1")
    assert outbox.outbox[0].to == ["ana@example.test"]


@pytest.mark.parametrize(
    "facts", [{"confirmed": False}, {"imported": True}, {"is_active": False}, {"anonymised_at": timezone.now()}, {"email": ""}]
)
def test_nobody_else_gets_any(person, facts):
    somebody = person(**facts)

    assert recipients([somebody.pk]) == {}
    assert not send(somebody.pk, "test", {}, key="test:1")


def test_asking_for_many_costs_two_queries(person, django_assert_num_queries):
    people = [person().pk for _ in range(10)]

    with django_assert_num_queries(2):
        assert len(recipients(people)) == 10


def test_a_name_after_an_at_leads_to_the_person(person):
    person("Ana.Diaz")
    person("gone", anonymised_at=timezone.now())

    html = render_markdown("Thanks, @ana.diaz and @gone and @nobody!").html

    assert mentioned({"ana.diaz", "gone"}) == {"ana.diaz": "/people/Ana.Diaz/"}
    assert '<a href="/people/Ana.Diaz/" class="mention"' in html
    assert html.count("<a ") == 1
