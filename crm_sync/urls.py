"""Addresses of the CRM room, under /support/."""

from django.urls import path

from crm_sync.views import cases, desk, journeys, solved, support, sync

app_name = "crm_sync"

urlpatterns = [
    path("", support.support, name="support"),
    path("solved/", solved.solved, name="solved"),
    path("solved/thanks/", solved.thanks, name="thanks"),
    path("not-answered/", solved.not_answered, name="not_answered"),
    path("waiting/<int:question_id>/", cases.say_if_solved, name="waiting"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("escalate/", desk.escalate, name="escalate"),
    path("desk/", desk.desk, name="desk"),
    path("desk/leads/", desk.leads, name="leads"),
    path("desk/<int:case_id>/", desk.desk_case, name="desk_case"),
    path("desk/<int:case_id>/close/", desk.close, name="close"),
    path("desk/<int:case_id>/reopen/", desk.reopen, name="reopen"),
    path("journeys/<int:journey_id>/", journeys.journey, name="journey"),
    path("journeys/rebuild/", journeys.rebuild, name="rebuild"),
    path("sync/", sync.sync, name="sync"),
    path("sync/replay/", sync.replay, name="replay"),
]
