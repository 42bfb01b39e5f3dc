"""What a comment passes on its way in: rendering and admission."""

from dataclasses import dataclass

from blog.models import COMMENT, Visibility
from core.ports.admission import Draft, Reason, decide
from core.text import Rendered, render_markdown
from core.viewer import Viewer


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


def admit(rendered: Rendered, by: Viewer, *, lang: str, title: str) -> Admitted:
    """Ask the admission port, outside any transaction of ours: its rules may take their time.

    Raises:
        Refused: the text may not be published and will not be reviewed.
    """
    draft = Draft(COMMENT, by.user_id, lang, title, rendered.text, rendered.html, rendered.links)
    decision = decide(draft, by)
    if decision.outcome == "refuse":
        raise Refused(decision.reasons)
    codes = tuple(reason.code for reason in decision.reasons)
    return Admitted(Visibility.PENDING if decision.outcome == "hold" else Visibility.PUBLIC, codes)
