"""Who may read what they are to be told of: asked when they are told, and again before a mail goes out."""

from collections.abc import Iterable

from accounts.models import User
from accounts.viewer import viewer_of
from core.content import Card, content
from core.ports.subjects import Ref, Subject, subjects
from core.viewer import GUEST, Viewer

Shown = Card | Subject


def shown_to(refs: Iterable[Ref], viewer: Viewer) -> dict[Ref, Shown]:
    """Content and other subjects among ``refs`` that ``viewer`` may see. The cost grows with kinds, not refs."""
    wanted = list(dict.fromkeys(refs))
    shown: dict[Ref, Shown] = dict(content.cards(wanted, viewer))
    return shown | subjects([ref for ref in wanted if ref[0] not in content], viewer)


def people(ids: Iterable[int]) -> dict[int, User]:
    """Those of ``ids`` who are told of anything: nobody who closed the account, may not sign in, or was imported and hasn't claimed it."""
    return {person.pk: person for person in User.objects.filter(pk__in=set(ids), is_active=True, imported=False, anonymised_at=None)}


def readers(ref: Ref, found: dict[int, User]) -> list[int]:
    """Those of the ``found`` people who may see ``ref``. What a guest may see costs the same for any number of them."""
    if not found:
        return []
    if shown_to([ref], GUEST):
        return sorted(found)
    return sorted(pk for pk, person in found.items() if shown_to([ref], viewer_of(person)))
