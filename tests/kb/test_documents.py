"""What search is given of articles."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.content import content
from kb.models import ARTICLE, ArticlePage

pytestmark = pytest.mark.django_db


def test_a_document_is_what_readers_see_of_the_article(published, topic):
    article, draft = published(title="Clean it", tags=["washer", "filter"]), published()
    draft.unpublish()
    ArticlePage.objects.filter(pk=article.pk).update(last_published_at=article.first_published_at + timedelta(days=2))
    article.refresh_from_db()

    found = content[ARTICLE].documents([article.pk, draft.pk])

    assert list(found) == [article.pk]
    document = found[article.pk]
    assert (document.title, document.lang, document.tags, document.audiences) == ("Clean it", "en", ("filter", "washer"), ("public",))
    assert (document.revision, document.created_at, document.updated_at) == (
        article.revision,
        article.first_published_at,
        article.last_published_at,
    )
    assert [(part.headings, part.anchor, part.text) for part in document.parts] == [
        ((), "", "Ten minutes, no tools."),
        (("When",), "when", "Every three months."),
        (("Steps",), "steps", "Unplug it.\nTurn the filter to the left."),
    ]


def test_documents_cost_the_same_queries_for_one_and_for_many(published, topic_in, home):
    ids, counts = [published(tags=["washer"]).pk], []
    for more in (0, 4):
        ids += [published(under=topic_in(home, audience="customers"), tags=[f"tag-{number}", "filter"]).pk for number in range(more)]
        with CaptureQueriesContext(connection) as queries:
            assert len(content[ARTICLE].documents(ids)) == len(ids)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 5
