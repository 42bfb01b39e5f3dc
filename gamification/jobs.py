"""What gamification does at length when somebody asks for it."""

from gamification.badges.jobs import award_everybody

__all__ = ["award_everybody"]
