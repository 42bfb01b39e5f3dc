"""What tests of badges start from: a badge by its rule, and who holds it."""

from collections.abc import Callable
from typing import Any

import pytest

from gamification.models import Award, Badge, BadgeText


@pytest.fixture
def badge(db: None) -> Callable[..., Badge]:
    """``badge("ten", series="answers", threshold=10)``; the planted ones are out of use, so only what a test makes counts."""
    Badge.objects.update(enabled=False)

    def make(slug: str = "tested", **facts: Any) -> Badge:
        made = Badge(slug=slug, **({"series": "answers"} | facts))
        made.full_clean()
        made.save()
        BadgeText.objects.create(badge=made, lang="en", name=slug.capitalize(), description="For tests")
        return made

    return make


@pytest.fixture
def held() -> Callable[..., list[str]]:
    """Keys of the awards of a badge that a person holds now."""

    def of(badge: Badge, somebody: Any) -> list[str]:
        return sorted(Award.objects.standing().filter(badge=badge, person=somebody).values_list("key", flat=True))

    return of
