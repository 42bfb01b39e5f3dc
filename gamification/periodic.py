"""What gamification does by the clock."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from core.periodic import periodic
from gamification.badges.due import look_at_due, look_later
from gamification.contests.actions.move import move_due


@periodic(seconds=30)
def look_at_badges_of_imports() -> None:
    look_at_due()


@periodic(seconds=24 * 3600)
def look_at_badges_of_the_day() -> None:
    """Whoever has been here another year, and whoever was here lately: what no event told of is found by tomorrow."""
    today = timezone.localdate()
    joined_today = User.objects.filter(date_joined__month=today.month, date_joined__day=today.day)
    seen_lately = User.objects.filter(last_seen_on__gte=today - timedelta(days=2))
    look_later((joined_today | seen_lately).filter(anonymised_at=None).values_list("pk", flat=True))


@periodic(seconds=5)
def move_contests() -> None:
    move_due()
