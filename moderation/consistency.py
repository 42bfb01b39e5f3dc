"""What must agree in this room: the audit log with itself."""

from django.utils.translation import gettext_lazy as _

from core.consistency import check
from moderation import audit

check("moderation.audit", label=_("The moderation log is complete and unchanged"))(audit.problems)
