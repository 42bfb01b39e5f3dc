"""What an API token may be allowed to do. Rights of the person still apply: a scope never adds any."""

from django.utils.translation import gettext_lazy as _

SCOPES = {
    "read": _("Read what you can read"),
    "write:qa": _("Ask, answer, comment, vote and accept"),
    "write:forums": _("Start topics and reply in the forums"),
    "write:kb": _("Say whether an article helped"),
    "write:contests": _("Enter contests and vote in them"),
    "write:uploads": _("Send pictures and files"),
    "write:moderation": _("Flag; decide review items, if you are a moderator"),
    "write:crm": _("Open cases and reply to them"),
    "write:notifications": _("Mark your notifications as read"),
    "read:insights": _("Read figures and their evidence, if you are staff"),
    "admin": _("Manage tokens and webhooks"),
}
