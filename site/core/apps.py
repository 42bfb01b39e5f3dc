"""Loads what rooms contribute to the seams, so that no room must remember to."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import review_subjects, reviews

        reviews.connect()
        review_subjects.connect()
        autodiscover_modules("events", "content", "handlers", "periodic", "jobs", "consistency")
