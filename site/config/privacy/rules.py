"""For each column that names a person: is the row theirs to have, and what becomes of it when they leave?

A column without a rule fails a test, so that no room can forget them.
"""

from dataclasses import dataclass
from typing import Literal

from django.contrib.auth import get_user_model
from django.db import models


@dataclass(frozen=True, slots=True)
class Rule:
    """``erased``: kept (the row names a number that is nobody's any more), cleared (the column is emptied), deleted, or handled (by its
    room, when it hears that the person is gone)."""

    exported: bool
    erased: Literal["kept", "cleared", "deleted", "handled"]
    why: str


WRITTEN = Rule(True, "kept", "What they wrote stays for those whom it helps, under no name.")
PROOF = Rule(True, "kept", "Totals, cases and decisions are proved from it; it names a number that is nobody's any more.")
OWN = Rule(True, "deleted", "It is about nobody else.")
FOR_THE_COMPANY = Rule(False, "kept", "What they did for the company with what belongs to others: part of its audit trail.")
PASSING = Rule(False, "deleted", "The site's own bookkeeping, of no use without the person.")
LINK = Rule(False, "cleared", "Says who handled something; it stays without that.")

RULES: dict[str, Rule] = {
    "account.EmailAddress.user": OWN,
    "accounts.ApiToken.person": OWN,
    "accounts.Consent.person": Rule(True, "kept", "The proof of what was agreed to, and when that ended."),
    "accounts.Expertise.person": OWN,
    "accounts.GivenRole.person": OWN,
    "accounts.IdempotentResponse.person": PASSING,
    "accounts.User_groups.user": OWN,
    "accounts.User_user_permissions.user": OWN,
    "admin.LogEntry.user": FOR_THE_COMPANY,
    "blog.BlogPostPage.author": WRITTEN,
    "blog.Comment.author": WRITTEN,
    "core.Interaction.person": Rule(True, "handled", "Counts stay, of nobody."),
    "core.Job.asked_by": FOR_THE_COMPANY,
    "core.MailSent.person": Rule(True, "deleted", "No more mail is sent to them, so nothing can be sent twice."),
    "core.Picture.uploaded_by_user": LINK,
    "core.Upload.owner": Rule(True, "handled", "What stands in a text stays with it; the rest is deleted with its file."),
    "crm_sync.Case.opened_by": FOR_THE_COMPANY,
    "crm_sync.Case.person": PROOF,
    "crm_sync.CaseReply.author": PROOF,
    "crm_sync.Contact.person": Rule(True, "handled", "The CRM's copy is emptied through it, and it shows whether that was confirmed."),
    "crm_sync.Journey.person": Rule(True, "handled", "Evidence of a figure, of nobody."),
    "crm_sync.Lead.opened_by": FOR_THE_COMPANY,
    "crm_sync.Lead.person": PROOF,
    "crm_sync.Said.person": Rule(True, "handled", "Evidence of a figure, of nobody."),
    "crm_sync.WaitingQuestion.person": PROOF,
    "crm_sync.WebhookTarget.made_by": FOR_THE_COMPANY,
    "forum_conversation.Post.poster": WRITTEN,
    "forum_conversation.Topic.poster": WRITTEN,
    "forum_permission.UserForumPermission.user": PASSING,
    "forum_tracking.ForumReadTrack.user": PASSING,
    "forum_tracking.TopicReadTrack.user": PASSING,
    "forums.Follow.person": OWN,
    "forums.Revision.by": WRITTEN,
    "forums.Submission.person": PASSING,
    "forums.TopicMove.by": FOR_THE_COMPANY,
    "forums.Vote.voter": PROOF,
    "gamification.Acceptance.person": PROOF,
    "gamification.Award.by": FOR_THE_COMPANY,
    "gamification.Award.person": PROOF,
    "gamification.Award.revoked_by": FOR_THE_COMPANY,
    "gamification.BadgeDue.person": PASSING,
    "gamification.Ballot.person": PROOF,
    "gamification.Contest.made_by": FOR_THE_COMPANY,
    "gamification.ContestVote.person": PROOF,
    "gamification.Entry.person": PROOF,
    "gamification.Entry.withdrawn_by": FOR_THE_COMPANY,
    "gamification.Move.by": FOR_THE_COMPANY,
    "gamification.PersonPoints.person": PROOF,
    "gamification.PointsEntry.person": PROOF,
    "gamification.RefusedEntry.person": PROOF,
    "gamification.Terms.by": FOR_THE_COMPANY,
    "kb.ArticlePage.keeper": LINK,
    "kb.Contribution.person": PROOF,
    "kb.Rating.person": PROOF,
    "mfa.Authenticator.user": OWN,
    "moderation.AuditEntry.by": FOR_THE_COMPANY,
    "moderation.DeskEvent.by": FOR_THE_COMPANY,
    "moderation.Flag.person": PROOF,
    "moderation.ReviewItem.author": PROOF,
    "moderation.ReviewItem.claimed_by": FOR_THE_COMPANY,
    "moderation.ReviewItem.decided_by": FOR_THE_COMPANY,
    "notifications.Digest.person": OWN,
    "notifications.Notification.actor": Rule(False, "kept", "Somebody else's notification; it shows the name that is left."),
    "notifications.Notification.person": OWN,
    "notifications.Participant.person": PASSING,
    "notifications.Preference.person": OWN,
    "notifications.StoppedAddress.person": OWN,
    "qa.Answer.author": WRITTEN,
    "qa.Comment.author": WRITTEN,
    "qa.Draft.person": OWN,
    "qa.Follow.person": OWN,
    "qa.Question.accepted_by": PROOF,
    "qa.Question.author": WRITTEN,
    "qa.Question.closed_by": PROOF,
    "qa.Revision.by": WRITTEN,
    "qa.Submission.person": PASSING,
    "qa.Vote.voter": PROOF,
    "search.LearningState.changed_by": FOR_THE_COMPANY,
    "search.RecentSearch.person": OWN,
    "search.SavedSearch.person": OWN,
    "search.RuleChange.by": FOR_THE_COMPANY,
    "search.SynonymProposal.decided_by": FOR_THE_COMPANY,
    "socialaccount.SocialAccount.user": OWN,
    "usersessions.UserSession.user": OWN,
    "wagtailadmin.EditingSession.user": PASSING,
    "wagtailadmin.FormState.user": PASSING,
    "wagtailcore.APIToken.user": PASSING,
    "wagtailcore.Comment.resolved_by": LINK,
    "wagtailcore.Comment.user": FOR_THE_COMPANY,
    "wagtailcore.CommentReply.user": FOR_THE_COMPANY,
    "wagtailcore.ModelLogEntry.user": FOR_THE_COMPANY,
    "wagtailcore.Page.locked_by": LINK,
    "wagtailcore.Page.owner": LINK,
    "wagtailcore.PageLogEntry.user": FOR_THE_COMPANY,
    "wagtailcore.PageSubscription.user": PASSING,
    "wagtailcore.Revision.user": LINK,
    "wagtailcore.TaskState.finished_by": LINK,
    "wagtailcore.UploadedFile.uploaded_by_user": LINK,
    "wagtailcore.WorkflowState.requested_by": LINK,
    "wagtaildocs.Document.uploaded_by_user": LINK,
    "wagtailimages.Image.uploaded_by_user": LINK,
    "wagtailusers.UserProfile.user": PASSING,
}

SECRET = frozenset({"password", "hash", "data", "session_key", "token", "token_secret", "key_hash", "ip", "extra_data", "nonce", "network"})
"""Columns that are given to nobody: with them one could act as the person, or learn of others."""


def columns() -> dict[str, models.ForeignKey]:
    """Every column of the site that names a person, as ``app.Model.field``."""
    related = get_user_model()._meta.get_fields(include_hidden=True)
    found = [each for each in related if each.auto_created and not each.concrete and not each.many_to_many]
    return {f"{each.related_model._meta.label}.{each.field.name}": each.field for each in found}
