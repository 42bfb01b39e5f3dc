"""A job for managers: look at everybody's badges again, after a rule changed."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.jobs import Progress, job
from gamification.actions.award import look_again
from gamification.models import Badge

KIND = "gamification.award_badges"
SHARE = 250


@job(KIND, label=_("Badges are given to everybody who earned them"))
def award_everybody(progress: Progress, slug: str = "") -> None:
    """All badges, or one. Goes on after the last person it looked at; awards carry the moment they were earned, and nobody is told."""
    badges = Badge.objects.filter(enabled=True).exclude(rule=Badge.Rule.HAND)
    chosen = list(badges.filter(slug=slug) if slug else badges)
    people = User.objects.filter(anonymised_at=None).order_by("pk").values_list("pk", flat=True)
    total, last = people.count(), progress.cursor or 0
    done = people.filter(pk__lte=last).count()
    while share := list(people.filter(pk__gt=last)[:SHARE]):
        look_again(share, badges=chosen, told=False)
        last, done = share[-1], done + len(share)
        progress.step(min(done, total - 1), total, last)
    progress.step(total, total, last)
