"""What earns points: one `Rule` each. To add a rule, add it to `RULES`; to add a kind of cause, read it in `gamification.causes`.

The same rule serves the live award, the backfill of an import and `manage.py recount`: it looks at what stands now, never at what happened.
Values are those of the domain: answer upvoted +10, question upvoted +5, accepted +15 (accepting someone else's +2), downvoted −2,
downvoting an answer −1, article published +20, edit approved +2, article found helpful +1, flag upheld +2, content removed for cause −10.
Likes in the forums pay nothing: the domain names none, and chat would outrun answers on the leaderboard.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gamification.causes import (
    AUTHORING,
    CONTRIBUTION,
    FLAG,
    POSTS,
    RATING,
    VOTE,
    ContributionFact,
    Fact,
    FlagFact,
    PostFact,
    RatingFact,
    VoteFact,
)
from kb.models import Contribution
from qa.models import ANSWER, QUESTION


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``points`` a person and day (the cause's day), over all rules that share it. Losses are not capped."""

    key: str
    points: int


@dataclass(frozen=True, slots=True)
class Pay:
    """Who is paid, and the date it counts for."""

    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Rule:
    """``pays`` says to whom a fact is worth ``points`` now, or None. ``causes`` are the kinds of fact that it is asked about."""

    key: str
    label: Any
    points: int
    causes: tuple[str, ...]
    pays: Callable[[Any], Pay | None]
    cap: Cap | None = None
    counts_solution: bool = False


VOTES = Cap("votes", 200)
FLAGS = Cap("flags", 10)
HELPFUL = Cap("helpful", 5)


def _author_of(on: str, value: int) -> Callable[[VoteFact], Pay | None]:
    return lambda vote: Pay(vote.author_id, vote.at) if vote.on == on and vote.value == value else None


def _downvoter(vote: VoteFact) -> Pay | None:
    return Pay(vote.voter_id, vote.at) if vote.on == ANSWER and vote.value == -1 and vote.voter_id is not None else None


def _accepted_author(answer: PostFact) -> Pay | None:
    """Nothing for an answer to one's own question, or for one's own answer that one accepted as staff."""
    own = answer.author_id in (answer.asker_id, answer.accepted_by_id)
    return Pay(answer.author_id, answer.accepted_at) if answer.accepted_at and not own else None


def _accepting_asker(answer: PostFact) -> Pay | None:
    """Imported questions don't say who accepted: there only the asker could."""
    by_asker = answer.accepted_by_id in (None, answer.asker_id)
    if answer.accepted_at and by_asker and answer.asker_id is not None and answer.asker_id != answer.author_id:
        return Pay(answer.asker_id, answer.accepted_at)
    return None


def _reporter(flag: FlagFact) -> Pay | None:
    return Pay(flag.reporter_id, flag.at) if flag.upheld else None


def _removed_author(post: PostFact) -> Pay | None:
    return Pay(post.author_id, post.at) if post.removed else None


def _article_author(given: ContributionFact) -> Pay | None:
    return Pay(given.person_id, given.at) if given.role in AUTHORING and given.first else None


def _editor(given: ContributionFact) -> Pay | None:
    """A translation is an edit, too: it gives readers what somebody else wrote."""
    edits = (Contribution.Role.EDITOR, Contribution.Role.TRANSLATOR)
    return Pay(given.person_id, given.at) if given.role in edits else None


def _helpful_author(rating: RatingFact) -> Pay:
    return Pay(rating.author_id, rating.at)


RULES = (
    Rule("answer_upvoted", _("Your answer was voted up"), 10, (VOTE,), _author_of(ANSWER, 1), cap=VOTES),
    Rule("question_upvoted", _("Your question was voted up"), 5, (VOTE,), _author_of(QUESTION, 1), cap=VOTES),
    Rule("answer_downvoted", _("Your answer was voted down"), -2, (VOTE,), _author_of(ANSWER, -1), cap=VOTES),
    Rule("question_downvoted", _("Your question was voted down"), -2, (VOTE,), _author_of(QUESTION, -1), cap=VOTES),
    Rule("downvoted_an_answer", _("You voted an answer down"), -1, (VOTE,), _downvoter, cap=VOTES),
    Rule("answer_accepted", _("Your answer was accepted"), 15, (ANSWER,), _accepted_author, counts_solution=True),
    Rule("accepted_an_answer", _("You accepted an answer"), 2, (ANSWER,), _accepting_asker),
    Rule("flag_upheld", _("Your report was upheld"), 2, (FLAG,), _reporter, cap=FLAGS),
    Rule("article_published", _("Your article was published"), 20, (CONTRIBUTION,), _article_author),
    Rule("edit_approved", _("Your edit of an article was approved"), 2, (CONTRIBUTION,), _editor),
    Rule("article_helpful", _("Your article was found helpful"), 1, (RATING,), _helpful_author, cap=HELPFUL),
    Rule("removed", _("What you wrote was removed"), -10, tuple(POSTS), _removed_author),
)
BY_KEY = {rule.key: rule for rule in RULES}
CAUSES = tuple(dict.fromkeys(kind for rule in RULES for kind in rule.causes))


def owed(kind: str, fact: Fact) -> list[tuple[Rule, Pay]]:
    """Everything that one fact is worth now."""
    asked = ((rule, rule.pays(fact)) for rule in RULES if kind in rule.causes)
    return [(rule, pay) for rule, pay in asked if pay is not None]
