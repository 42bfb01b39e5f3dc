"""What is true of all that people write, whichever room it is in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public")
    PENDING = "pending", _("Waiting for review")
    HIDDEN = "hidden", _("Hidden")
    REFUSED = "refused", _("Not published")
    RETRACTED = "retracted", _("Taken back by its author")


NO_LONGER_THERE = (Visibility.HIDDEN, Visibility.RETRACTED)
