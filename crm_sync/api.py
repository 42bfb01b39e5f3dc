"""Addresses of the CRM room's resources, relative to /api/v1/."""

from django.urls import path

from crm_sync.resources import cases, journeys, webhooks

urlpatterns = [
    path("cases/", cases.Cases.as_view(), name="cases"),
    path("cases/<int:case_id>/", cases.OneCase.as_view(), name="case"),
    path("cases/<int:case_id>/replies/", cases.Replies.as_view(), name="case_replies"),
    path("cases/<int:case_id>/close/", cases.Close.as_view(), name="case_close"),
    path("journeys/<str:token>/", journeys.JourneySteps.as_view(), name="journey"),
    path("deflection/summary/", journeys.DeflectionSummary.as_view(), name="deflection_summary"),
    path("deflection/evidence/", journeys.DeflectionEvidence.as_view(), name="deflection_evidence"),
    path("webhooks/", webhooks.Targets.as_view(), name="webhooks"),
    path("webhooks/<int:target_id>/", webhooks.Target.as_view(), name="webhook"),
    path("webhooks/<int:target_id>/messages/", webhooks.Messages.as_view(), name="webhook_messages"),
    path("webhooks/<int:target_id>/messages/<int:message_id>/replay/", webhooks.Replay.as_view(), name="webhook_replay"),
]
