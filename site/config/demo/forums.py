"""The demo's forums and their topics."""

from datetime import datetime, timedelta

from django.apps import apps

from config.demo import clock, written
from config.demo.people import People
from config.demo.questions import voting_times
from config.demo.written import Facts
from forums.actions.lock import lock
from forums.actions.pin import pin
from forums.actions.reply import reply
from forums.actions.start_topic import start_topic
from forums.actions.vote import vote
from forums.models import Forum, Post, Topic
from forums.permissions import READ, SEE


def make_forums() -> dict[str, Forum]:
    """The tree, by the names that topics use. The empty forums that every new site has make room for it."""
    for kind in (Forum.FORUM_POST, Forum.FORUM_CAT):
        for planted in Forum.objects.filter(type=kind, topics=None, children=None):
            planted.delete()
    forums = {}
    for facts in written.of_house("categories", "forums"):
        category = Forum.objects.create(name=facts["name"], type=Forum.FORUM_CAT, lang=facts["lang"])
        if facts.get("audience") == "staff":
            _close_to_members(category)
        for below in facts["forums"]:
            told = {"name": below["name"], "description": below["about"], "lang": facts["lang"]}
            forums[below["id"]] = Forum.objects.create(type=Forum.FORUM_POST, parent=category, **told)
    return forums


def make_topics(topics: list[Facts], forums: dict[str, Forum], people: People, now: datetime) -> list[Topic]:
    """``topics`` stand oldest first."""
    return [_make(facts, forums[facts["forum"]], people, now) for facts in topics]


def _close_to_members(category: Forum) -> None:
    """The team's groups are granted everything; what is said here is of everybody else."""
    of_people = apps.get_model("forum_permission", "UserForumPermission")
    known = apps.get_model("forum_permission", "ForumPermission")
    for what in known.objects.filter(codename__in=(SEE, READ)).order_by("codename"):
        of_people.objects.create(permission=what, forum=category, anonymous_user=True, has_perm=False)
        of_people.objects.create(permission=what, forum=category, authenticated_user=True, has_perm=False)


def _make(facts: Facts, forum: Forum, people: People, now: datetime) -> Topic:
    moment = clock.beginning(facts, now)
    author = people.itself(facts["by"]) if facts.get("pending") else people[facts["by"]]
    with clock.at(moment):
        topic = start_topic(forum, author, title=facts["title"], body=facts["body"].strip(), lang=facts["lang"])
    if facts.get("pending"):
        return topic
    if "pinned" in facts:
        with clock.at(moment):
            pin(topic, people["admin"], facts["pinned"])
    _vote(topic, facts, people, moment, now)
    bodies = [(facts["by"], facts["body"].strip())]
    for written_reply in facts.get("posts", []):
        moment += timedelta(hours=written_reply["hours"])
        body = written_reply["body"].strip()
        bodies.append((written_reply["by"], body))
        if "quote" in written_reply:
            body = f"{_quoted(*bodies[written_reply['quote']])}\n\n{body}"
        with clock.at(min(moment, now)):
            post = reply(topic, people[written_reply["by"]], body)
        _vote(post, written_reply, people, min(moment, now), now)
    if "locked" in facts:
        with clock.at(min(moment + timedelta(hours=2), now)):
            lock(topic, people["moderator"], facts["locked"])
    return topic


def _quoted(name: str, body: str) -> str:
    """Its first paragraph, after the name of who wrote it."""
    first, _newline, _rest = body.partition("\n")
    return f"> @{name}:\n>\n> {first}"


def _vote(on: Topic | Post, facts: Facts, people: People, since: datetime, now: datetime) -> None:
    wanted = max(facts.get("up", 0), 0)
    for voter, moment in zip(people.crowd(wanted, facts["body"], facts["by"]), voting_times(since, now), strict=False):
        with clock.at(moment):
            vote(on, voter, 1)
