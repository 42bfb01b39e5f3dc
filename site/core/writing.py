"""What every text passes on its way in: rendering, admission, and the guard against sending one form twice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db import IntegrityError, models, transaction

from core.ports.admission import Draft, Reason, decide
from core.text import Rendered, render_markdown
from core.viewer import Viewer
from core.written import Visibility

Written = TypeVar("Written", bound=models.Model)
Submissions = type[models.Model]


class Refused(Exception):
    """Admission refuses the text; ``reasons`` are for its author."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__("; ".join(reason.code for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Admitted:
    visibility: Visibility
    reasons: tuple[str, ...] = ()

    @property
    def held(self) -> bool:
        return self.visibility == Visibility.PENDING


def render(source: str, by: Viewer) -> Rendered:
    return render_markdown(source, trust=by.trust)


def rich_text(rendered: Rendered) -> dict[str, str]:
    """The columns of `core.models.RichText`."""
    return {
        "body_source": rendered.source,
        "body_format": rendered.format,
        "body_html": rendered.html,
        "body_text": rendered.text,
        "renderer": rendered.renderer,
    }


def admit(kind: str, rendered: Rendered, by: Viewer, *, lang: str, title: str = "", object_id: int | None = None) -> Admitted:
    """Ask the admission port, outside any transaction of ours: its rules may take their time.

    Raises:
        Refused: the text may not be published and will not be reviewed.
    """
    draft = Draft(
        kind=kind,
        author_id=by.user_id,
        lang=lang,
        title=title,
        body=rendered.text,
        html=rendered.html,
        links=rendered.links,
        is_edit=object_id is not None,
        object_id=object_id,
    )
    decision = decide(draft, by)
    if decision.outcome == "refuse":
        raise Refused(decision.reasons)
    codes = tuple(reason.code for reason in decision.reasons)
    return Admitted(Visibility.PENDING if decision.outcome == "hold" else Visibility.PUBLIC, codes)


def sent_before(submissions: Submissions, model: type[Written], kind: str, by: Viewer, nonce: str) -> Written | None:
    """What this person's form with this nonce became, if it was sent before. ``submissions``: the room's table of sent forms."""
    if not nonce or by.user_id is None:
        return None
    ids = submissions._default_manager.filter(person_id=by.user_id, nonce=nonce, kind=kind).values("object_id")
    return model._default_manager.filter(pk__in=ids).first()


def write_once(submissions: Submissions, model: type[Written], kind: str, by: Viewer, nonce: str, write: Callable[[], Written]) -> Written:
    """Run ``write`` in a transaction, unless the same form was sent before: then what that one wrote.

    Two at once: SQLite's write lock makes the second see the first; elsewhere the unique nonce stops it and it reads the first's row.
    """
    try:
        with transaction.atomic():
            if earlier := sent_before(submissions, model, kind, by, nonce):
                return earlier
            written = write()
            if nonce:
                submissions._default_manager.create(person_id=by.user_id, nonce=nonce, kind=kind, object_id=written.pk)
            return written
    except IntegrityError:
        if earlier := sent_before(submissions, model, kind, by, nonce):
            return earlier
        raise
