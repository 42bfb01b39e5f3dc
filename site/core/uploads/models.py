"""Tables of uploads: the file, and the content in which it stands."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """A file that somebody sent. ``name`` is random and is its address; ``small`` names an avatar's second, smaller file."""

    class Purpose(models.TextChoices):
        AVATAR = "avatar", _("Picture of a person")
        IMAGE = "image", _("Picture")
        ATTACHMENT = "attachment", _("Attachment")

    name = models.CharField(max_length=60, unique=True)
    small = models.CharField(max_length=60, blank=True, default="", db_index=True)
    purpose = models.CharField(max_length=10, choices=Purpose)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploads")
    original_name = models.CharField(max_length=150, blank=True, default="")
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    alt = models.CharField(max_length=250, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="core_upload_age")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("uploads:file", args=[self.name])

    @property
    def is_picture(self) -> bool:
        return self.width is not None

    @property
    def markdown(self) -> str:
        """What one writes to show it: a picture with its words, or a link with the file's own name."""
        label = (self.alt if self.is_picture else self.original_name) or self.original_name
        for sign in "\\[]":
            label = label.replace(sign, f"\\{sign}")
        return f"{'!' if self.is_picture else ''}[{label}]({self.get_absolute_url()})"


class UploadUse(models.Model):
    """This upload stands in that content: who may see the one may see the other."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="uses")
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "kind", "object_id"], name="core_upload_used_once")]
        indexes = [models.Index(fields=["kind", "object_id"], name="core_upload_of_content")]

    def __str__(self) -> str:
        return f"{self.upload_id} in {self.kind}:{self.object_id}"
