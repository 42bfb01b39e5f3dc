"""Say whether an article helped."""

from secrets import token_urlsafe

from django.db import transaction

from core.events import record
from core.interactions import scrub
from core.viewer import Viewer
from kb.events import ArticleRated
from kb.models import COMMENT_MAX, ArticlePage, Rating

LONGEST_WORD = 40


def rate_article(
    article: ArticlePage, by: Viewer, helpful: bool, *, reason: str = "", comment: str = "", visitor: str = "", journey: str = ""
) -> Rating:
    """Keep what one visitor says of the present version; saying it again changes it.

    A guest is known by ``visitor``, a random word that their page carries; without one the new rating has a word of its own, with which
    they can add a reason. A guest's comment is kept without addresses and numbers.
    """
    name = f"person:{by.user_id}" if by.user_id is not None else f"guest:{visitor[:LONGEST_WORD] or token_urlsafe(16)}"
    said = {
        "helpful": helpful,
        "reason": "" if helpful else reason,
        "comment": scrub(comment)[:COMMENT_MAX],
        "person_id": by.user_id,
    }
    with transaction.atomic():
        rating, made = Rating.objects.select_for_update(of=("self",)).get_or_create(
            article=article, version=article.version, visitor=name, defaults=said
        )
        if not made:
            changed = rating.helpful != helpful
            for field, value in said.items():
                setattr(rating, field, value)
            rating.save(update_fields=list(said))
        if made or changed:
            record(ArticleRated(rating.pk, article.pk, by.user_id, helpful, journey[:40]))
    return rating
