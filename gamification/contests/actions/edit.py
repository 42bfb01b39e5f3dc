"""Make a contest, change it, and write its terms."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.text import render_markdown
from core.viewer import Viewer
from gamification.models import Contest, ContestText, Terms, TermsText

EDITOR_TRUST = 4


@transaction.atomic
def save_contest(contest: Contest, by: Viewer, facts: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> Contest:
    """Write ``facts`` (in a draft alone) and ``words`` per language: name, lead, prizes, body. A language without a name goes.

    Raises:
        PermissionDenied: only managers do this.
        ValidationError: the times are in the wrong order.
    """
    _managers_only(by)
    if contest.pk:
        contest = Contest.objects.select_for_update().get(pk=contest.pk)
    else:
        contest.made_by_id = by.user_id
    if contest.state == Contest.State.DRAFT:
        for name, value in facts.items():
            setattr(contest, name, value)
        contest.clean_times()
        contest.save()
    for lang, said in words.items():
        if said.get("name"):
            text = {"name": said["name"], "lead": said.get("lead", ""), "prizes": said.get("prizes", "")} | _rich(said.get("body", ""))
            ContestText.objects.update_or_create(contest=contest, lang=lang, defaults=text)
        else:
            ContestText.objects.filter(contest=contest, lang=lang).delete()
    return contest


@transaction.atomic
def write_terms(contest: Contest, by: Viewer, bodies: Mapping[str, str]) -> Terms:
    """The next version of the terms, per language as Markdown. Who accepted an older one accepts again before entering.

    Raises:
        PermissionDenied: only managers do this.
    """
    _managers_only(by)
    Contest.objects.select_for_update().get(pk=contest.pk)
    last = contest.terms.order_by("-version").values_list("version", flat=True).first() or 0
    terms = Terms.objects.create(contest=contest, version=last + 1, by_id=by.user_id)
    TermsText.objects.bulk_create(TermsText(terms=terms, lang=lang, **_rich(body)) for lang, body in bodies.items() if body.strip())
    return terms


def _managers_only(by: Viewer) -> None:
    if not by.is_manager:
        raise PermissionDenied(_("Managers run contests."))


def _rich(source: str) -> dict[str, str]:
    made = render_markdown(source, trust=EDITOR_TRUST)
    return {
        "body_source": made.source,
        "body_format": made.format,
        "body_html": made.html,
        "body_text": made.text,
        "renderer": made.renderer,
    }
