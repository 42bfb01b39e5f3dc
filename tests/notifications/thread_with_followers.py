"""For a process of its own: a thread that many follow by mail, and an answer to it."""

from accounts.viewer import viewer_of
from core.ports import admission
from notifications.actions.prefer import prefer
from qa.actions.ask_question import ask_question
from qa.actions.follow import follow
from qa.actions.post_answer import post_answer
from tests.support import people


def make(followers: int) -> None:
    admission._provider = None
    asker, helper = people.make(trust=2), people.make(trust=2)
    question = ask_question(viewer_of(asker), title="The drum does not turn", body="It hums.", lang="en", tags=["drum"])
    for _ in range(followers - 1):
        somebody = people.make()
        prefer(somebody.pk, {("reply", "email"): "at_once"})
        follow(question, viewer_of(somebody))
    post_answer(question, viewer_of(helper), "Clean the filter.")
