"""Decide on proposed synonyms, and take that back. Each decision is kept with who made it."""

from django.db import transaction
from django.utils import timezone

from core.viewer import Viewer
from search.actions.synonyms import add_synonym, delete_synonym
from search.models import RuleChange, SynonymProposal

State = SynonymProposal.State


@transaction.atomic
def take(proposal: SynonymProposal, by: Viewer) -> None:
    """Make it a line like those that managers write. Nothing happens to one that was decided.

    Raises:
        BadLine: there are too many lines.
    """
    current = _locked(proposal)
    if current.state == State.OPEN:
        _decide(current, State.TAKEN, by, synonym=add_synonym(current.lang, current.line, by))


@transaction.atomic
def refuse(proposal: SynonymProposal, by: Viewer) -> None:
    """Never propose it again. Nothing happens to one that was decided."""
    current = _locked(proposal)
    if current.state == State.OPEN:
        _decide(current, State.REFUSED, by)


@transaction.atomic
def take_back(proposal: SynonymProposal, by: Viewer) -> None:
    """Propose it again; the line that was taken goes."""
    current = _locked(proposal)
    if current.state == State.OPEN:
        return
    if current.synonym:
        delete_synonym(current.synonym, by)
    _decide(current, State.OPEN, by)


def _locked(proposal: SynonymProposal) -> SynonymProposal:
    return SynonymProposal.objects.select_for_update(of=("self",)).select_related("synonym").get(pk=proposal.pk)


def _decide(proposal: SynonymProposal, state: str, by: Viewer, **more: object) -> None:
    before = proposal.state
    open_again = state == State.OPEN
    changed = {
        "state": state,
        "synonym": more.get("synonym"),
        "decided_by_id": None if open_again else by.user_id,
        "decided_at": None if open_again else timezone.now(),
    }
    SynonymProposal.objects.filter(pk=proposal.pk).update(**changed)
    RuleChange.objects.create(
        subject=RuleChange.Subject.PROPOSAL,
        subject_id=proposal.pk,
        name=proposal.line,
        action={State.TAKEN: RuleChange.Action.TAKEN, State.REFUSED: RuleChange.Action.REFUSED}.get(
            State(state), RuleChange.Action.REOPENED
        ),
        by_id=by.user_id,
        before={"state": before},
        after={"state": state},
    )
