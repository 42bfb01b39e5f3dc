"""What a case from the support form may be about. Codes go to the CRM and webhooks; words are for people."""

from django.utils.translation import gettext_lazy as _

CATEGORIES = {
    "fault": _("Something does not work"),
    "how-to": _("How to use it"),
    "order": _("An order or delivery"),
    "billing": _("A payment or invoice"),
    "warranty": _("Warranty or repair"),
    "account": _("My account"),
    "other": _("Something else"),
}
