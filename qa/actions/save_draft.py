"""Keep what somebody is writing, and throw it away."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.viewer import Viewer
from qa.models import BODY_MAX, Draft, Question


@transaction.atomic
def save_draft(
    by: Viewer, question: Question | None = None, *, title: str = "", body: str = "", tags: str = "", lang: str = ""
) -> Draft | None:
    """One draft a person for asking, one for each question they answer; an empty one is none. Over-long text is kept too."""
    if by.user_id is None:
        raise PermissionDenied(_("Sign in to keep drafts."))
    if not (title.strip() or body.strip() or tags.strip()):
        discard_draft(by, question)
        return None
    typed = (("title", title, 300), ("body", body, 2 * BODY_MAX), ("tags", tags, 300), ("lang", lang, 10))
    kept = {name: text.replace("\x00", "")[:longest] for name, text, longest in typed}
    draft, _new = Draft.objects.update_or_create(person_id=by.user_id, question=question, defaults=kept)
    return draft


@transaction.atomic
def discard_draft(by: Viewer, question: Question | None = None) -> None:
    Draft.objects.filter(person_id=by.user_id, question=question).delete()
