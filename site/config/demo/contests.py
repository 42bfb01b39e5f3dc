"""The demo's contests, from their announcement to where they stand today, at the times of their own course."""

from datetime import UTC, datetime, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from config.demo import clock, written
from config.demo.forums import make_topics
from config.demo.people import People
from config.demo.written import Facts
from core.text import render_markdown
from core.writing import rich_text
from forums.models import TOPIC, Forum
from gamification.contests.actions.enter import accept_terms, enter
from gamification.contests.actions.move import move_due
from gamification.contests.actions.vote import vote
from gamification.contests.eligibility import terms_in_force
from gamification.models import Contest, ContestText, Entry, Terms, TermsText

TIMES = {"announce_at": "announce", "opens_at": "opens", "voting_at": "voting", "judging_at": "judging", "closes_at": "closes"}
CLOCK = {"announce_at": (10, 0), "opens_at": (10, 0), "voting_at": (10, 0), "judging_at": (23, 59), "closes_at": (12, 0)}
ZONE = "America/Mexico_City"


def make_contests(contests: list[Facts], forums: dict[str, Forum], people: People, now: datetime) -> list[Contest]:
    return [_make(facts, forums, people, now) for facts in contests]


def _make(facts: Facts, forums: dict[str, Forum], people: People, now: datetime) -> Contest:
    times = {field: _at_home(now + timedelta(days=facts[when]), *CLOCK[field]) for field, when in TIMES.items()}
    contest = _written(facts, times, people)
    for moment in sorted(times.values()):
        if moment > now:
            break
        with clock.at(moment + timedelta(seconds=1)):
            move_due(moment + timedelta(seconds=1))
        contest.refresh_from_db()
        if contest.state == Contest.State.OPEN:
            _enter_all(contest, facts, forums, people, now)
        elif contest.state == Contest.State.VOTING:
            _vote_all(contest, facts, people, now)
    return contest


def _at_home(moment: datetime, hour: int, minute: int) -> datetime:
    """That day, at an hour that people announce."""
    return moment.astimezone(ZoneInfo(ZONE)).replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(UTC)


def _written(facts: Facts, times: dict[str, datetime], people: People) -> Contest:
    with clock.at(min(times.values()) - timedelta(days=2)):
        contest = Contest.objects.create(
            slug=facts["slug"],
            tag=facts["tag"],
            zone=ZONE,
            entries_each=facts["entries_each"],
            votes_each=facts["votes_each"],
            made_by_id=people["manager"].user_id,
            **times,
        )
        terms = Terms.objects.create(contest=contest, version=1, by_id=people["manager"].user_id)
        for lang in written.LANGUAGES:
            said = facts[lang]
            body, conditions = (rich_text(render_markdown(said[part].strip(), trust=4)) for part in ("body", "terms"))
            told = {name: said.get(name, "").strip() for name in ("name", "lead", "prizes")}
            ContestText.objects.create(contest=contest, lang=lang, **told, **body)
            TermsText.objects.create(terms=terms, lang=lang, **conditions)
    return contest


def _enter_all(contest: Contest, facts: Facts, forums: dict[str, Forum], people: People, now: datetime) -> None:
    terms = terms_in_force(contest)
    assert terms is not None
    for entry in facts["entries"]:
        by = people[entry["by"]]
        moment = clock.beginning(entry, now)
        with clock.at(moment - timedelta(minutes=20)):
            accept_terms(contest, by, terms.version, entry["lang"])
        (topic,) = make_topics([entry | {"forum": facts["forums"][entry["lang"]]}], forums, people, now)
        with clock.at(moment + timedelta(minutes=1)):
            enter(contest, TOPIC, topic.pk, by)


def _vote_all(contest: Contest, facts: Facts, people: People, now: datetime) -> None:
    """Each entry gets its votes, from people who have one left."""
    left: dict[int | None, int] = {}
    ends = min(contest.judging_at, now)
    for entry, wanted in zip(Entry.objects.filter(contest=contest).order_by("pk"), facts["entries"], strict=True):
        voters = [by for by in people.crowd(len(people), entry.ref[0] + wanted["title"], wanted["by"]) if by.user_id != entry.person_id]
        able = [by for by in voters if left.get(by.user_id, contest.votes_each) > 0][: wanted["votes"]]
        hours = cycle((5, 17, 29, 41, 53, 65, 77))
        for by in able:
            with clock.at(min(contest.entries_end + timedelta(hours=next(hours)), ends - timedelta(minutes=1))):
                vote(entry, by)
            left[by.user_id] = left.get(by.user_id, contest.votes_each) - 1
