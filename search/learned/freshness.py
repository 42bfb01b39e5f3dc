"""What age takes from a document: little, slowly, and never more than its kind allows; news fade sooner than guides."""

from dataclasses import dataclass
from typing import Final

DAY: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Fading:
    """After ``half_life`` days half of what can be lost is; ``least`` is what remains at last."""

    half_life: float
    least: float


FADING: Final = {
    "blog.post": Fading(180, 0.85),
    "forums.topic": Fading(540, 0.93),
    "qa.question": Fading(730, 0.95),
    "kb.article": Fading(1095, 0.96),
}
OTHERS: Final = Fading(730, 0.95)


def freshness(kind: str, age: float) -> float:
    """The factor for content of ``kind`` that is ``age`` seconds old: 1 for what is new."""
    fading = FADING.get(kind, OTHERS)
    return fading.least + (1 - fading.least) * 0.5 ** (max(age, 0.0) / DAY / fading.half_life)
