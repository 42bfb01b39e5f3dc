"""The home, landing pages and blog as Django sees them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Blog and home")

    def ready(self) -> None:
        from blog import adapters, face
        from core import brand

        adapters.connect()
        brand.provide(face.read)
