from datetime import timedelta

import pytest
from django.utils import timezone

from qa.actions.save_draft import save_draft
from qa.models import Draft, Submission
from qa.periodic import forget_old_forms

pytestmark = pytest.mark.django_db


def test_old_nonces_and_drafts_are_forgotten(ask, person, viewer):
    ask(nonce="old")
    ask(nonce="new")
    Submission.objects.filter(nonce="old").update(at=timezone.now() - timedelta(days=8))
    save_draft(viewer(person()), title="Half a question")
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=200))

    forget_old_forms()

    assert [sent.nonce for sent in Submission.objects.all()] == ["new"]
    assert not Draft.objects.exists()
