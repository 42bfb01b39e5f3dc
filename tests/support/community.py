"""People who speak one language, with a topic of the guides and a contest of their own, for flows that go through every room.

``make(language)`` runs inside the running site (`RunningSite.shell`): nothing of one language's flow is seen by another's.
"""

import email
import email.policy
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from django.db import transaction
from django.utils import timezone

# Who they are: roles and trust. Somebody new is held for review, the others are not.
CREW: dict[str, tuple[tuple[str, ...], int]] = {
    "writer": (("agent",), 0),
    "keeper": (("moderator", "manager"), 0),
    "cook": ((), 2),
    "reader": ((), 2),
    "newcomer": ((), 0),
}
MAIL_ENDS = "-" * 79


@transaction.atomic
def make(language: str) -> None:
    """Everybody moves in once, whichever module's tests come first. Nobody has a password: they come by `RunningSite.session`."""
    from accounts.actions.register_person import register_person
    from accounts.models import User
    from accounts.viewer import viewer_of
    from gamification.contests.actions.edit import save_contest, write_terms
    from gamification.models import Contest
    from kb.models import KnowledgeBasePage, TopicPage

    if User.objects.filter(username=f"writer-{language}").exists():
        return
    people = {}
    for name, (roles, trust) in CREW.items():
        username = f"{name}-{language}"
        facts = {"roles": roles, "trust_level": trust, "language": language, "display_name": username.title()}
        people[name] = register_person(username, f"{username}@example.test", **facts)

    place = KnowledgeBasePage.objects.get(locale__language_code=language)
    topic = place.add_child(instance=TopicPage(title=f"Plaza {language}", slug=f"flow-{language}", locale=place.locale))
    topic.save_revision().publish()

    manager, now = viewer_of(people["keeper"]), timezone.now()
    times = {"announce_at": -3, "opens_at": -2, "voting_at": 3, "judging_at": 5, "closes_at": 6}
    facts = {field: now + timedelta(days=days) for field, days in times.items()}
    contest = Contest(slug=f"flow-{language}", tag=f"flow-{language}", zone="America/Mexico_City", **facts)
    words = {language: {"name": f"Plaza {language}", "lead": "…", "prizes": "", "body": ""}}
    contest = save_contest(contest, manager, {}, words)
    write_terms(contest, manager, {language: "1. …"})


def mails(folder: Path, address: str) -> list[EmailMessage]:
    """What the file mail of a site holds for one person, the oldest first."""
    found = []
    for path in sorted(folder.glob("*.log"), key=lambda log: log.stat().st_mtime):
        for text in path.read_text(encoding="utf-8").split(f"\n{MAIL_ENDS}\n"):
            read = email.message_from_bytes(text.strip().encode(), policy=email.policy.default)
            if isinstance(read, EmailMessage) and address in str(read["To"]):
                found.append(read)
    return found
