"""The rules that a text meets on its way in. **To add a rule: write a `Check` below and add a `Rule` to `RULES`.**

A check gets the draft, its author as a viewer, and the manager's settings; it yields what matched: one string for each hit, an id or ""
when there is nothing to name. Any hit holds the text for a moderator. `decide` answers the admission port, so a rule that raises is
logged there and the text is published. Staff are trusted, and imports never come this way.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.ports.admission import PUBLISH, Decision, Draft, Reason
from core.viewer import Viewer
from moderation.matching import contains, finds, folded
from moderation.models import ModerationSettings, WatchedWord
from qa.models import Answer, Comment, Question

Check = Callable[[Draft, Viewer, ModerationSettings], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """``code`` is stored, so it never changes. ``label`` is what moderators read, ``told`` what the author reads."""

    code: str
    label: str | Promise
    told: str | Promise
    weight: float
    check: Check


def watched_words(draft: Draft, author: Viewer, settings: ModerationSettings) -> Iterator[str]:
    """The ids of the watched words in title or body, of the draft's language or of any."""
    text = f"{draft.title}\n{draft.body}\n{' '.join(draft.links)}"
    plain = folded(text)
    for word in WatchedWord.objects.filter(enabled=True, language__in=["", draft.lang[:2]]):
        found = finds(word.text, text) if word.match == WatchedWord.Match.PATTERN else contains(plain, folded(word.text))
        if found:
            yield str(word.pk)


def first_posts(draft: Draft, author: Viewer, settings: ModerationSettings) -> Iterator[str]:
    """A newcomer's new text, until as many as the settings say are published."""
    newcomer = author.trust < settings.first_posts_trust and not draft.is_edit
    if newcomer and settings.first_posts and _published_posts(draft.author_id, settings.first_posts) < settings.first_posts:
        yield ""


RULES = (
    Rule(
        code="watched_words",
        label=_("Watched word"),
        told=_("Your text has a word that a moderator looks at before it is published."),
        weight=5,
        check=watched_words,
    ),
    Rule(
        code="first_posts",
        label=_("First post of a newcomer"),
        told=_("A moderator reads everyone's first post before it is published."),
        weight=3,
        check=first_posts,
    ),
)

by_code = {rule.code: rule for rule in RULES}


def decide(draft: Draft, author: Viewer) -> Decision:
    """Hold the draft when a rule matches. Each reason's code says the rule and what matched: ``watched_words:17``."""
    if author.is_staff:
        return PUBLISH
    settings = ModerationSettings.current()
    reasons = tuple(
        Reason(f"{rule.code}:{match}" if match else rule.code, str(rule.told))
        for rule in RULES
        for match in rule.check(draft, author, settings)
    )
    return Decision("hold", reasons) if reasons else PUBLISH


def rule_of(code: str) -> tuple[Rule | None, str]:
    """The rule that a reason's code names (None for one that was taken out), and what it matched."""
    name, _separator, match = code.partition(":")
    return by_code.get(name), match


def _published_posts(author_id: int | None, enough: int) -> int:
    """How many posts of the author are public; stops counting at ``enough``."""
    count = 0
    for model in (Question, Answer, Comment):
        count += model.objects.filter(author_id=author_id, visibility="public")[: enough - count].count()
        if count >= enough:
            break
    return count
