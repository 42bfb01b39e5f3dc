"""The roof as an installed app: it has no models, but owns the commands that cross floors."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
