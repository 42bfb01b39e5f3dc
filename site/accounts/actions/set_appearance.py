"""Set a person's theme or language, from the switches that every page has."""

from django.db import transaction

from accounts.models import User


@transaction.atomic
def set_theme(person: User, theme: str) -> None:
    person.theme = User.Theme(theme)
    person.save(update_fields=["theme"])


@transaction.atomic
def set_language(person: User, language: str) -> None:
    person.language = User.Language(language)
    person.save(update_fields=["language"])
