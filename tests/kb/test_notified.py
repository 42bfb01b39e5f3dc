"""Members hear that what they gave stands in an article."""

import pytest

from notifications.models import Notification

pytestmark = pytest.mark.django_db


def test_whoever_proposed_an_article_is_told_when_it_is_published_and_the_staff_are_not(published, person, deliver_all, client_for):
    ana = person()

    article = published(by=ana)
    deliver_all()

    assert list(Notification.objects.exclude(kind="badge").values_list("person_id", "kind", "detail")) == [(ana.pk, "decision", "approved")]
    assert article.title in client_for(ana).get("/notifications/").text
