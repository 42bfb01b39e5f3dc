"""What a new site starts with: who may do what in all forums, and a category with forums for each language.

Planted after a migration where there is none yet, and never touched again: what admins change stays theirs.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from accounts.roles import AGENT, MANAGER, MODERATOR
from core.planting import all_there
from forums import permissions as can
from forums.models import Forum

GUESTS = (can.SEE, can.READ)
MEMBERS = (*GUESTS, can.START, can.REPLY, can.UNAPPROVED, can.EDIT_OWN, can.DELETE_OWN)
AGENTS = (*MEMBERS, can.REPLY_LOCKED)


def plant(**kwargs: Any) -> None:
    rights = ("ForumPermission", "GroupForumPermission", "UserForumPermission")
    if not all_there(Forum, *(apps.get_model("forum_permission", name) for name in rights)):
        return
    with transaction.atomic():
        _permissions()
        if not Forum.objects.exists():
            for code, _name in sorted(settings.LANGUAGES, key=lambda language: language[0] != settings.LANGUAGE_CODE):
                with translation.override(code):
                    _forums(code)


def _permissions() -> None:
    of_people = apps.get_model("forum_permission", "UserForumPermission")
    of_groups = apps.get_model("forum_permission", "GroupForumPermission")
    if of_people.objects.exists() or of_groups.objects.exists():
        return
    known = apps.get_model("forum_permission", "ForumPermission")
    ids = {what: known.objects.get_or_create(codename=what)[0].pk for what in sorted(can.EVERYTHING)}
    of_people.objects.bulk_create(
        [
            *(of_people(permission_id=ids[what], anonymous_user=True) for what in GUESTS),
            *(of_people(permission_id=ids[what], authenticated_user=True) for what in MEMBERS),
        ]
    )
    for role, granted in ((AGENT, AGENTS), (MODERATOR, can.EVERYTHING), (MANAGER, can.EVERYTHING)):
        group = Group.objects.get_or_create(name=role)[0]
        of_groups.objects.bulk_create(of_groups(permission_id=ids[what], group=group) for what in sorted(granted))


def _forums(code: str) -> None:
    category = Forum.objects.create(name=gettext("Community"), type=Forum.FORUM_CAT, lang=code)
    for name, description in (
        (gettext("Welcome"), gettext("Say hello, tell us what you use, and find your way around.")),
        (gettext("Tips and experiences"), gettext("What works for you, and what you learned on the way.")),
        (gettext("Off topic"), gettext("Everything else that people here talk about.")),
    ):
        Forum.objects.create(name=name, description=description, type=Forum.FORUM_POST, parent=category, lang=code)
