"""The company's face as pages use it: what managers set in the admin, over what the environment says."""

from dataclasses import replace

from blog.models import Brand
from core import brand

LOGO = "max-480x112|format-webp"


def read(by_environment: brand.Brand) -> brand.Brand:
    """One query, and those of the logo and of the pages that the footer links."""
    found = Brand.objects.select_related("logo").order_by("pk").first()
    if found is None:
        return by_environment
    return replace(
        by_environment,
        name=found.name or by_environment.name,
        colour=brand.checked_colour(found.colour) or by_environment.colour,
        tagline=found.tagline,
        system_font=found.font == Brand.Font.SYSTEM,
        logo=_logo(found),
        phone=found.phone,
        hours=found.hours,
        links=tuple(_links(found)),
    )


def _logo(found: Brand) -> brand.Logo | None:
    if found.logo is None:
        return None
    rendition = found.logo.get_rendition(LOGO)
    return brand.Logo(rendition.url, rendition.width, rendition.height)


def _links(found: Brand) -> list[brand.Link]:
    told = ((part.value["label"], part.value["page"].url if part.value["page"] else part.value["url"]) for part in found.footer_links)
    return [brand.Link(label, url) for label, url in told if url]
