"""What the blog does by the clock."""

from blog.adapters import tell_of_posts
from core.periodic import periodic

DAY = 86_400


@periodic(seconds=DAY)
def tell_what_was_not_told() -> None:
    """Wagtail tells of publishing after it has happened; a process that dies in between leaves the house not knowing."""
    tell_of_posts()
