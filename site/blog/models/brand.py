"""What managers say of the company's face. Empty fields leave the word to the environment (`core.brand`)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField

from blog.blocks import LinkBlock
from core.brand import checked_colour


def is_colour(value: str) -> None:
    if not checked_colour(value):
        raise ValidationError(_("Write a colour such as #a3123f."), code="colour")


@register_setting(icon="view", order=10)
class Brand(BaseGenericSetting):
    class Font(models.TextChoices):
        OURS = "asap", _("Asap, sent along with the site")
        SYSTEM = "system", _("The font of the reader's device")

    name = models.CharField(_("name of the company"), max_length=40, blank=True)
    tagline = models.CharField(_("what this place is"), max_length=120, blank=True, help_text=_("One short sentence, in search results."))
    logo = models.ForeignKey(
        "core.Picture",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Shown 28 pixels high, so a wide and simple one reads best."),
    )
    colour = models.CharField(
        _("colour"),
        max_length=60,
        blank=True,
        validators=[is_colour],
        help_text=_("For example #a3123f. Light and dark shades follow from it and stay readable."),
    )
    font = models.CharField(_("font"), max_length=10, choices=Font, default=Font.OURS)
    phone = models.CharField(_("telephone of support"), max_length=40, blank=True)
    hours = models.CharField(_("hours of support"), max_length=120, blank=True)
    footer_links = StreamField([("link", LinkBlock())], blank=True, max_num=8, verbose_name=_("links at the foot of each page"))

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("tagline"), FieldPanel("logo")], heading=_("Name")),
        MultiFieldPanel([FieldPanel("colour"), FieldPanel("font")], heading=_("Look")),
        MultiFieldPanel([FieldPanel("phone"), FieldPanel("hours")], heading=_("Support")),
        FieldPanel("footer_links"),
    ]

    class Meta:
        verbose_name = _("face of the company")
