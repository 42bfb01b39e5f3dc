"""What points, badges and contests do about what happened: a file each."""

from gamification.handlers import badges, contests, points

__all__ = ["badges", "contests", "points"]
