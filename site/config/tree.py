"""The page tree that every site has: per language a home, and below it the knowledge base and the blog.

It is planted after each migration and never touched again: what editors rename, move or write stays theirs.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Locale, Page, Site

from blog.blocks import MAIN_BY_DEFAULT, SIDE_BY_DEFAULT
from blog.models import BlogIndexPage, HomePage
from config import rights
from core.planting import all_there
from kb.models import KnowledgeBasePage


def plant(**kwargs: Any) -> None:
    """Make what is missing. The default language's pages come first; the others are their translations (one ``translation_key``)."""
    if not all_there(HomePage, KnowledgeBasePage):
        return
    with transaction.atomic():
        homes = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}
        below = {type(page): {} for page in (KnowledgeBasePage(), BlogIndexPage())}
        for model, found in below.items():
            found |= {page.locale.language_code: page for page in model.objects.select_related("locale")}
        for code in _languages():
            locale, _made = Locale.objects.get_or_create(language_code=code)
            with translation.override(code):
                if code not in homes:
                    homes[code] = _home(locale, homes.get(settings.LANGUAGE_CODE))
                for model, title, slug in ((KnowledgeBasePage, gettext("Help"), "kb"), (BlogIndexPage, gettext("Blog"), "blog")):
                    if code not in below[model]:
                        below[model][code] = _child(homes[code], model(title=title, slug=slug), below[model].get(settings.LANGUAGE_CODE))
        _site(homes[settings.LANGUAGE_CODE])
        with translation.override(settings.LANGUAGE_CODE):
            rights.plant()


def _languages() -> list[str]:
    """The default language first."""
    codes = [code for code, _name in settings.LANGUAGES]
    return sorted(codes, key=lambda code: code != settings.LANGUAGE_CODE)


def _home(locale: Locale, source: HomePage | None) -> HomePage:
    root = Page.get_first_root_node()
    if root is None:
        default = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
        root = Page.add_root(instance=Page(title="Root", slug="root", locale=default))
    home = HomePage(
        title=settings.COMMUNITY_NAME, slug=f"home-{locale.language_code}", locale=locale, body=MAIN_BY_DEFAULT, aside=SIDE_BY_DEFAULT
    )
    if source is not None:
        home.translation_key = source.translation_key
    root.add_child(instance=home)
    home.save_revision().publish()
    return home


def _child(home: HomePage, page: Page, source: Page | None) -> Page:
    page.locale = home.locale
    if source is not None:
        page.translation_key = source.translation_key
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def _site(home: HomePage) -> None:
    """The one site starts at the default language's home; Wagtail's own welcome page goes."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name=settings.COMMUNITY_NAME)
        return
    welcome = site.root_page.specific
    if isinstance(welcome, HomePage):
        return
    site.root_page = home
    site.site_name = settings.COMMUNITY_NAME
    site.save()
    if type(welcome) is Page and not welcome.is_root():
        welcome.delete()
