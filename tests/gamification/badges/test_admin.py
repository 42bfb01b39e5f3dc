"""Badges in Django's admin, for superusers."""

import pytest
from django.contrib.admin.sites import site
from django.test import RequestFactory

from core.models import Job
from gamification.admin import AwardForm
from gamification.models import Award, Badge

pytestmark = pytest.mark.django_db


def test_an_award_by_hand_asks_for_a_reason_and_is_given_once(badge, person):
    thanks, ana = badge(), person()
    given = {"badge": thanks.pk, "person": ana.pk, "reason": ""}
    assert "reason" in AwardForm(given).errors

    request = RequestFactory().post("/")
    request.user = person(is_superuser=True)
    form = AwardForm(given | {"reason": "For the kind words"})
    assert form.is_valid()
    site._registry[Award].save_model(request, form.save(commit=False), form, change=False)
    assert Award.objects.get().reason == "For the kind words"
    assert "person" in AwardForm(given | {"reason": "Again"}).errors


def test_a_saved_rule_is_applied_to_everybody_by_a_job(badge, person):
    class Form:
        instance = badge()

        def save_m2m(self) -> None:
            pass

    request = RequestFactory().post("/")
    request.user = person(is_superuser=True)

    site._registry[Badge].save_related(request, Form(), [], change=True)

    assert Job.objects.get().params == {"slug": "tested"}
