"""Propose a change of a published article: a version beside the live one, handed over to review."""

from django.db import transaction

from accounts.models import User
from core.viewer import Viewer
from kb.actions.credit import note_contribution
from kb.models import ArticlePage, Contribution
from kb.writing import hand_over


class BeingEdited(Exception):
    """Somebody else's version waits already; theirs comes first."""


def propose_edit(article: ArticlePage, by: Viewer, *, title: str, summary: str, text: str, note: str) -> ArticlePage:
    """``text`` is Markdown and takes the place of the whole body. The caller has asked `permissions.may_propose`.

    Raises:
        BeingEdited: there are unpublished changes.
    """
    person = User.objects.get(pk=by.user_id)
    with transaction.atomic():
        version = ArticlePage.objects.select_for_update(of=("self",)).get(pk=article.pk)
        if version.has_unpublished_changes:
            raise BeingEdited
        version.title, version.summary, version.change_note = title, summary, note
        version.significance = ArticlePage.Significance.MEDIUM
        version.body = [("markdown", text)]
        note_contribution(version, [person.pk], Contribution.Role.EDITOR)
        hand_over(version, person)
    return version
