"""From a page that editors wrote to the same page in another language."""

from urllib.parse import urlsplit

from django.utils.translation import get_language_from_path
from wagtail.models import Page

from blog.models import HomePage
from core.viewer import Viewer


def translated(address: str, language: str, viewer: Viewer) -> str:
    """The translation of the page at ``address``, else of the nearest page above it; other addresses stay as they are.

    Pages that ``viewer`` may not read lead nowhere else, so that the answer tells nothing of them.
    """
    path = urlsplit(address).path
    code = get_language_from_path(path)
    if not code or code == language:
        return address
    page = page_at(path, code)
    while page is not None and page.depth > 1:
        if may_read(page, viewer) and (other := _translation(page, language)) and may_read(other, viewer):
            return other.url or f"/{language}/"
        page = page.get_parent()
    return f"/{language}/"


def page_at(path: str, code: str) -> Page | None:
    """The live page at this address, or the nearest one above it."""
    home = HomePage.objects.filter(locale__language_code=code).first()
    if home is None:
        return None
    steps = [step for step in path.split("/")[2:] if step]
    paths = [home.url_path + "".join(f"{step}/" for step in steps[:count]) for count in range(len(steps) + 1)]
    return Page.objects.live().filter(url_path__in=paths).order_by("-depth").first()


def _translation(page: Page, language: str) -> Page | None:
    return Page.objects.live().filter(translation_key=page.translation_key, locale__language_code=language).first()


def may_read(page: Page, viewer: Viewer) -> bool:
    """Whether this viewer may read it, as far as its kind says; private pages of Wagtail are no way on."""
    if page.get_view_restrictions().exists():
        return False
    pages = page.specific_class._default_manager.all()
    return pages.visible_to(viewer).filter(pk=page.pk).exists() if hasattr(pages, "visible_to") else True
