"""Who may do what with cases. `may_see_case` stands beside the filter that lists by it (`CaseQuerySet.visible_to`)."""

from core.viewer import Viewer
from crm_sync.models import Case, CaseReply


def is_customer(viewer: Viewer, case: Case) -> bool:
    return viewer.user_id is not None and case.person_id == viewer.user_id


def may_see_case(viewer: Viewer, case: Case) -> bool:
    return viewer.is_staff or is_customer(viewer, case)


def may_see_reply(viewer: Viewer, reply: CaseReply) -> bool:
    """Private replies are for staff alone, whoever's case it is."""
    return viewer.is_staff or (reply.public and is_customer(viewer, reply.case))


def may_open_case(viewer: Viewer) -> bool:
    return viewer.may_post


def may_work_on_cases(viewer: Viewer) -> bool:
    """Escalate, reply for the company, close."""
    return viewer.is_staff


def may_see_sync(viewer: Viewer) -> bool:
    return viewer.is_staff


def may_replay(viewer: Viewer) -> bool:
    return viewer.is_manager


def may_see_deflection(viewer: Viewer) -> bool:
    return viewer.is_staff
