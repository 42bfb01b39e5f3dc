"""Cases on other rooms' pages: the panel beside a question, and "did this answer it?" under what was read."""

from typing import Any

from django import template

from crm_sync.forms import new_nonce
from crm_sync.selectors import thread_panel

register = template.Library()


@register.inclusion_tag("crm/case-panel.html", takes_context=True)
def case_panel(context: template.Context, question: Any) -> dict[str, Any]:
    """Beside a question: staff escalate or open its case, the asker sees where it stands and says whether it is solved. ≤2 queries."""
    request = context["request"]
    panel = thread_panel(question.pk, question.author_id, request.viewer)
    asks = panel is not None and panel.is_asker and panel.case is None and question.is_public
    return {
        "request": request,
        "panel": panel,
        "question": question,
        "ask_if_solved": asks and not question.locked and not question.solved,
        "ask_if_contacted": asks and question.solved and not panel.said,
        "journey": request.GET.get("journey", "")[:40],
    }


@register.inclusion_tag("crm/answered.html", takes_context=True)
def did_this_answer(context: template.Context, kind: str, id: int, journey: str) -> dict[str, Any]:
    """A yes/no form under content that a journey led to; nothing without a journey. No query."""
    return {"request": context["request"], "kind": kind, "id": id, "journey": journey, "key": new_nonce()[:8]}
