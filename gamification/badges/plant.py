"""The badges that a new site starts with (``planted.toml``), planted after migrations."""

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from core.planting import all_there
from gamification.models import Badge, BadgeText

PLANTED = Path(__file__).with_name("planted.toml")


def plant(**_signal: Any) -> None:
    """Make what is missing. What a manager changed stays as they made it; what they don't want, they put out of use."""
    if not all_there(Badge, BadgeText):
        return
    wanted: dict[str, dict[str, Any]] = tomllib.loads(PLANTED.read_text(encoding="utf-8"))
    present = set(Badge.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    with transaction.atomic():
        for slug, planted in wanted.items():
            if slug in present:
                continue
            facts = dict(planted)
            words = {code: facts.pop(code) for code, _name in settings.LANGUAGES if code in facts}
            badge = Badge.objects.create(slug=slug, **facts)
            texts = [BadgeText(badge=badge, lang=code, name=name, description=what) for code, (name, what) in words.items()]
            BadgeText.objects.bulk_create(texts)
