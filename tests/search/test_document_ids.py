"""Which content has a document is told alike by those who read the documents and by those who only count them."""

import pytest

from core.content import content
from search.kinds import searchable

pytestmark = pytest.mark.django_db


def test_every_room_counts_what_it_gives(ask, viewer, person, django_assert_max_num_queries):
    from core.viewer import HOUSE
    from forums.actions.start_topic import start_topic
    from tests.forums.conftest import make_forum, say

    hidden = ask(title="One that is hidden")
    ask(title="One that stays")
    content["qa.question"].hide(hidden.pk, HOUSE, "spam")
    for name in ("Open", "Closed to all"):
        forum = make_forum(name)
        start_topic(forum, viewer(person()), title=f"About {name}", body="Soup.", lang="en")
    say(forum, False, "can_see_forum", "can_read_forum", anonymous_user=True)
    say(forum, False, "can_see_forum", "can_read_forum", authenticated_user=True)

    counted = {}
    for kind in content.kinds():
        if searchable(content[kind]):
            ids = list(content[kind].all_ids())
            with django_assert_max_num_queries(5):
                counted[kind] = set(content[kind].document_ids(ids))
            assert counted[kind] == set(content[kind].documents(ids)), kind

    assert len(counted["qa.question"]) == 1
    assert len(counted["forums.topic"]) >= 1
