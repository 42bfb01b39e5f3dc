"""Who may do what, forum by forum: machina's tables of permissions, which admins edit, read in two queries for all forums.

Of the rows about one permission the first that fits decides: what is said of the person, of one of their groups (granted by one is
granted), of everybody signed in, or of guests; and of these each first for the forum, then for all forums. A forum is readable if it and
all above it may be seen and read. Site administrators may do everything. `may_see` stands beside the filters (`TopicQuerySet.visible_to`).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Value

from accounts.roles import ROLES
from core.viewer import Viewer
from core.visitor import once
from forums.models import Forum, Post, Topic, Visibility

SEE, READ = "can_see_forum", "can_read_forum"
START, REPLY, REPLY_LOCKED = "can_start_new_topics", "can_reply_to_topics", "can_reply_to_locked_topics"
UNAPPROVED = "can_post_without_approval"
EDIT_OWN, DELETE_OWN = "can_edit_own_posts", "can_delete_own_posts"
STICK, ANNOUNCE = "can_post_stickies", "can_post_announcements"
LOCK, MOVE, EDIT, DELETE, APPROVE = "can_lock_topics", "can_move_topics", "can_edit_posts", "can_delete_posts", "can_approve_posts"
EVERYTHING = frozenset(
    (SEE, READ, START, REPLY, REPLY_LOCKED, UNAPPROVED, EDIT_OWN, DELETE_OWN, STICK, ANNOUNCE, LOCK, MOVE, EDIT, DELETE, APPROVE)
)

_PERSON, _GROUP, _SIGNED_IN, _GUEST = range(4)
Rule = tuple[int, int | None, str, bool]  # target, forum or None for all, permission, granted


@dataclass(frozen=True, slots=True)
class Rights:
    """What one viewer may do where. ``forums`` is the whole tree in its order, also what this viewer may not know of."""

    forums: dict[int, Forum]
    granted: dict[int, frozenset[str]]
    readable: frozenset[int] = field(default_factory=frozenset)

    def may(self, what: str, forum_id: int) -> bool:
        return forum_id in self.readable and what in self.granted[forum_id]

    def where(self, what: str) -> list[Forum]:
        """Forums that take topics and in which ``what`` is granted."""
        return [forum for id, forum in self.forums.items() if forum.is_forum and self.may(what, id)]


def rights_of(viewer: Viewer) -> Rights:
    """Two queries, one for site administrators; once while a request is being answered, unless it changes forums or permissions."""
    return once(("forums.rights", viewer.user_id, viewer.is_admin), lambda: _read(viewer))


def _read(viewer: Viewer) -> Rights:
    forums = {forum.pk: forum for forum in Forum.objects.order_by("tree_id", "lft")}
    rules = [] if viewer.is_admin else _rules(viewer)
    return _rights(forums, rules, everything=viewer.is_admin)


def audience_of(forums: dict[int, Forum], rules: "AllRules", forum_id: int) -> tuple[str, ...]:
    """Which audience (`core.viewer`) may read this forum: all, everybody signed in, or staff; () if it is none of these."""
    for audience, known in (("public", rules.guests), ("member", rules.signed_in)):
        if forum_id in _rights(forums, known).readable:
            return (audience,)
    everyone_on_staff = all(forum_id in _rights(forums, of_role).readable for of_role in rules.staff)
    return ("staff",) if rules.staff and everyone_on_staff else ()


@dataclass(frozen=True, slots=True)
class AllRules:
    """The rules that concern kinds of viewers rather than one: guests, everybody signed in, and each staff role."""

    guests: list[Rule]
    signed_in: list[Rule]
    staff: list[list[Rule]]


def all_rules() -> AllRules:
    """Two queries. Administrators are left out: they read everything."""
    said, of_groups = _tables()
    of_all = said.filter(user=None).values_list("anonymous_user", "forum_id", "permission__codename", "has_perm")
    guests: list[Rule] = []
    signed_in: list[Rule] = []
    for anonymous, forum_id, what, granted in of_all:
        (guests if anonymous else signed_in).append((_GUEST if anonymous else _SIGNED_IN, forum_id, what, granted))
    by_role: dict[str, list[Rule]] = {role: list(signed_in) for role in ROLES if role != "admin"}
    rows = of_groups.filter(group__name__in=by_role).values_list("group__name", "forum_id", "permission__codename", "has_perm")
    for role, forum_id, what, granted in rows:
        by_role[role].append((_GROUP, forum_id, what, granted))
    return AllRules(guests, signed_in, list(by_role.values()))


def _tables():
    said = apps.get_model("forum_permission", "UserForumPermission").objects.order_by()
    return said, apps.get_model("forum_permission", "GroupForumPermission").objects.order_by()


def _rules(viewer: Viewer) -> list[Rule]:
    """One query."""
    said, of_groups = _tables()
    columns = ("forum_id", "permission__codename", "has_perm")
    if viewer.is_guest:
        rows = said.filter(anonymous_user=True).values_list(Value(_GUEST), *columns)
        return list(rows)
    signed_in = said.filter(authenticated_user=True).values_list(Value(_SIGNED_IN), *columns)
    own = said.filter(user_id=viewer.user_id).values_list(Value(_PERSON), *columns)
    groups = of_groups.filter(group__user=viewer.user_id).values_list(Value(_GROUP), *columns)
    return list(signed_in.union(own, groups, all=True))


def _rights(forums: dict[int, Forum], rules: Iterable[Rule], *, everything: bool = False) -> Rights:
    if everything:
        return Rights(forums, dict.fromkeys(forums, EVERYTHING), frozenset(forums))
    said: dict[tuple[int, int | None, str], bool] = defaultdict(bool)
    for target, where, what, has in rules:
        said[target, where, what] |= has
    known = {what for _target, _forum, what in said}
    granted = {id: frozenset(what for what in known if _decided(said, id, what)) for id in forums}
    readable: set[int] = set()
    for id, forum in forums.items():  # parents come before their children
        if {SEE, READ} <= granted[id] and (forum.parent_id is None or forum.parent_id in readable):
            readable.add(id)
    return Rights(forums, granted, frozenset(readable))


def _decided(said: dict[tuple[int, int | None, str], bool], forum_id: int, what: str) -> bool:
    for target in (_PERSON, _GROUP, _SIGNED_IN, _GUEST):
        for where in (forum_id, None):
            if (target, where, what) in said:
                return said[target, where, what]
    return False


# What one viewer may do with one topic or post


def is_author(viewer: Viewer, written: Topic | Post) -> bool:
    return viewer.user_id is not None and written.poster_id == viewer.user_id


def may_see(viewer: Viewer, rights: Rights, written: Topic | Post) -> bool:
    """In a readable forum: public things for all, one's own for oneself, everything for staff; a post is as hidden as its topic."""
    topic = written if isinstance(written, Topic) else written.topic
    if topic.forum_id not in rights.readable:
        return False
    if viewer.is_staff:
        return True
    return all(thing.is_public or is_author(viewer, thing) for thing in (topic, written))


def may_start(viewer: Viewer, rights: Rights, forum: Forum) -> bool:
    return viewer.may_post and forum.is_forum and rights.may(START, forum.pk)


def may_reply(viewer: Viewer, rights: Rights, topic: Topic) -> bool:
    """Nobody replies to what is held or hidden; where a topic is locked, whoever is granted just that."""
    if not (viewer.may_post and topic.is_public and rights.may(REPLY, topic.forum_id)):
        return False
    return not topic.locked or rights.may(REPLY_LOCKED, topic.forum_id)


def may_vote(viewer: Viewer, rights: Rights, written: Topic | Post) -> bool:
    topic = written if isinstance(written, Topic) else written.topic
    open_to = viewer.may_post and topic.is_public and written.is_public and topic.forum_id in rights.readable
    return open_to and not is_author(viewer, written)


def may_edit(viewer: Viewer, rights: Rights, written: Topic | Post) -> bool:
    """The author, while it is public or held and the topic isn't locked; and whoever is granted to edit others' posts."""
    topic = written if isinstance(written, Topic) else written.topic
    if rights.may(EDIT, topic.forum_id):
        return True
    if not viewer.may_post or not is_author(viewer, written) or topic.locked:
        return False
    return written.visibility in (Visibility.PUBLIC, Visibility.PENDING) and rights.may(EDIT_OWN, topic.forum_id)


def may_retract(viewer: Viewer, rights: Rights, written: Topic | Post) -> bool:
    """The author, while it is public or held; no topic to which others replied (a query, if it has replies)."""
    topic = written if isinstance(written, Topic) else written.topic
    if not is_author(viewer, written) or written.visibility not in (Visibility.PUBLIC, Visibility.PENDING):
        return False
    if not rights.may(DELETE_OWN, topic.forum_id):
        return False
    if isinstance(written, Topic) and written.posts_count > 1:
        return not written.posts.filter(visibility=Visibility.PUBLIC).exclude(poster_id=written.poster_id).exists()
    return True


def may_unretract(viewer: Viewer, rights: Rights, written: Topic | Post) -> bool:
    """The author, as long as they may post, and moderators."""
    topic = written if isinstance(written, Topic) else written.topic
    if written.visibility != Visibility.RETRACTED or topic.forum_id not in rights.readable:
        return False
    return viewer.is_moderator or (is_author(viewer, written) and viewer.may_post)


def may_hide(rights: Rights, topic: Topic) -> bool:
    return rights.may(DELETE, topic.forum_id)


def may_lock(rights: Rights, topic: Topic) -> bool:
    return rights.may(LOCK, topic.forum_id)


def may_move(rights: Rights, topic: Topic) -> bool:
    return rights.may(MOVE, topic.forum_id) and len(targets(rights, topic)) > 0


def targets(rights: Rights, topic: Topic) -> list[Forum]:
    """Where this viewer may move ``topic``."""
    return [forum for forum in rights.where(MOVE) if forum.pk != topic.forum_id]


def may_stick(rights: Rights, topic: Topic) -> bool:
    return rights.may(STICK, topic.forum_id)


def may_announce(rights: Rights, topic: Topic) -> bool:
    return rights.may(ANNOUNCE, topic.forum_id)
