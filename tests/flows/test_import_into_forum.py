"""``import_stackexchange --into forum``: questions are topics, answers and comments the posts in them."""

from io import StringIO

import pytest
from django.core.management import call_command

from core.consistency import registered
from forums.models import Forum, Post, Topic
from tests.support import dumps

pytestmark = pytest.mark.django_db


def bring(folder):
    out = StringIO()
    call_command("import_stackexchange", str(folder), "--into", "forum", "-v0", stdout=out)
    return out.getvalue()


def faults():
    return [found for check in registered.values() if check.name.startswith("forums.") for found in check.find()]


@pytest.fixture
def dump(tmp_path):
    return dumps.write(tmp_path / "brewers", **dumps.ALL)


def test_threads_become_topics_with_posts_by_date(dump, client):
    bring(dump)

    forum = Forum.objects.get(name="brewers")
    topic = Topic.objects.get(subject="¿Por qué el lúpulo?")
    assert (forum.direct_topics_count, topic.forum, topic.lang, topic.score) == (2, forum, "pt", 19)
    texts = list(topic.posts.order_by("number").values_list("number", "body_text"))
    assert [number for number, _text in texts] == list(range(1, len(texts) + 1))
    assert {"Because.", "Good question <b>", "Indeed"} <= {text for _number, text in texts}
    assert topic.posts_count == topic.last_number == len(texts)
    assert Topic.objects.get(subject="And malt?").locked
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Because." in page
    assert "javascript:" not in page
    assert faults() == []


def test_a_second_run_changes_nothing_and_the_report_counts(dump):
    first = bring(dump)
    before = (Topic.objects.count(), Post.objects.count(), Forum.objects.count())

    again = bring(dump)

    assert "Nothing new." in again
    assert "topics" in first
    assert (Topic.objects.count(), Post.objects.count(), Forum.objects.count()) == before


def test_a_run_that_was_cut_short_is_taken_up(dump, monkeypatch):
    from config.stackexchange import forum as into_forum

    with monkeypatch.context() as patched:
        patched.setattr(into_forum, "settle_imported", lambda pace: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            bring(dump)

    bring(dump)

    assert not Post.objects.filter(number=None).exists()
    assert faults() == []


def test_reactions_are_told_as_of_any_import(dump, deliver_all):
    bring(dump)
    deliver_all()
