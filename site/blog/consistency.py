"""What must agree in this room: posts with what the house was told of them."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from blog.models import BlogPostPage
from core.consistency import check


@check("blog.told", label=_("The house knows of every post that is public"))
def told() -> Iterator[str]:
    for post_id in BlogPostPage.objects.live().filter(edition__told=None).values_list("pk", flat=True):
        yield f"post {post_id} is public, and nobody was told"
    for post_id in BlogPostPage.objects.filter(live=False, edition__told__isnull=False).values_list("pk", flat=True):
        yield f"post {post_id} is no longer public, and nobody was told"
