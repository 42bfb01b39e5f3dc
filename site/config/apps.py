"""The roof as an installed app: it has no models, but owns the commands that cross floors and plants the page tree."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config.tree import plant

        # Django tells only apps that have models; by then all of them are migrated.
        post_migrate.connect(plant, sender=apps.get_app_config("blog"), dispatch_uid="config.tree")
