"""The demo's knowledge base: subjects, articles with their translations and versions, what readers said of them, and two that wait."""

from datetime import datetime, timedelta
from zlib import crc32

from accounts.models import User
from config.demo import clock, written
from config.demo.people import People
from config.demo.questions import Threads
from config.demo.written import Facts
from core.viewer import GUEST
from kb.actions.credit import note_contribution
from kb.actions.propose_article import propose_article
from kb.actions.propose_edit import propose_edit
from kb.actions.rate_article import rate_article
from kb.models import ArticlePage, Contribution, KnowledgeBasePage, Rating, TopicPage
from kb.writing import free_slug
from qa.models import QUESTION, Question

Role = Contribution.Role
Sections = dict[tuple[str, str], TopicPage]
BETWEEN_RATINGS = timedelta(hours=31)


def make_articles(articles: list[Facts], threads: Threads, people: People, now: datetime) -> list[ArticlePage]:
    """``articles`` stand oldest first, so that translations come after what they translate."""
    sections = _make_sections({(facts["lang"], facts["section"]) for facts in articles})
    by_key: dict[str, ArticlePage] = {}
    made = []
    for facts in articles:
        article = _make(facts, sections[facts["lang"], facts["section"]], by_key.get(facts["key"]), threads, people, now)
        by_key.setdefault(facts["key"], article)
        _rate(article, facts, now)
        made.append(article)
    return made


def make_proposals(proposals: list[Facts], articles: list[ArticlePage], people: People, now: datetime) -> int:
    """What members wrote and a reviewer has yet to read."""
    for facts in proposals:
        told = {"title": facts["title"], "summary": facts["summary"]}
        with clock.at(clock.beginning(facts, now)):
            if "of" in facts:
                article = next(one for one in articles if one.title == facts["of"])
                text = f"{article.body[0].value.strip()}\n\n{facts['body'].strip()}"
                propose_edit(article, people[facts["by"]], text=text, note=facts["note"], **told)
            else:
                topic = TopicPage.objects.get(title=facts["topic"], locale__language_code=facts["lang"])
                propose_article(people[facts["by"]], topic, text=facts["body"].strip(), tags=facts["tags"], **told)
    return len(proposals)


def _make_sections(wanted: set[tuple[str, str]]) -> Sections:
    homes = {home.locale.language_code: home for home in KnowledgeBasePage.objects.select_related("locale")}
    made: Sections = {}
    for facts in written.of_house("sections"):
        key = None
        for lang in written.LANGUAGES:
            if (lang, facts["id"]) not in wanted:
                continue
            title, introduction = facts[lang]
            page = TopicPage(title=title, introduction=introduction, icon=facts["icon"], locale=homes[lang].locale)
            page.audience = facts.get("audience", page.audience)
            page.slug = free_slug(homes[lang], title)
            page.translation_key = key or page.translation_key
            key = page.translation_key
            homes[lang].add_child(instance=page)
            page.save_revision().publish()
            made[lang, facts["id"]] = page
    return made


def _make(facts: Facts, section: TopicPage, translated: ArticlePage | None, threads: Threads, people: People, now: datetime) -> ArticlePage:
    writer = _person(people, facts["by"])
    moment = clock.beginning(facts, now)
    with clock.at(moment):
        article = ArticlePage(
            title=facts["title"],
            slug=free_slug(section, facts["title"]),
            summary=facts["summary"],
            body=[("markdown", facts["body"].replace(facts.get("added", ""), "").strip())],
            genre=facts.get("genre", ArticlePage.Genre.HOW_TO),
            keeper=_keeper(facts, people),
            live=False,
            owner=writer,
            locale=section.locale,
        )
        article.audience = facts.get("audience", article.audience)
        if translated is not None:
            article.translation_key = translated.translation_key
        question = threads.by_id.get(facts.get("from", ""))
        if question is not None:
            article.source_kind, article.source_id = QUESTION, question.pk
        article.tags.add(*facts.get("tags", []))
        section.add_child(instance=article)
        _note(article, facts, writer, question, translated is not None, people)
        article.save_revision(user=writer).publish()
    if "edited" in facts:
        _publish_again(article, facts, people, now)
    return ArticlePage.objects.get(pk=article.pk)


def _note(article: ArticlePage, facts: Facts, writer: User, question: Question | None, translated: bool, people: People) -> None:
    """Who gave what to the first version."""
    answered_by = question.accepted.author_id if question and question.accepted else None
    if answered_by is not None:
        note_contribution(article, [answered_by], Role.ANSWERER)
    if answered_by != writer.pk:
        note_contribution(article, [writer.pk], Role.TRANSLATOR if translated else Role.AUTHOR)
    if "reviewer" in facts:
        note_contribution(article, [_person(people, facts["reviewer"]).pk], Role.REVIEWER)


def _publish_again(article: ArticlePage, facts: Facts, people: People, now: datetime) -> None:
    editor = _person(people, facts["reviewer"])
    with clock.at(now - timedelta(days=facts["edited"], hours=5)):
        version = ArticlePage.objects.get(pk=article.pk)
        version.body = [("markdown", facts["body"].strip())]
        version.change_note, version.significance = facts["note"], ArticlePage.Significance.MEDIUM
        version.save_revision(user=editor).publish()


def _rate(article: ArticlePage, facts: Facts, now: datetime) -> None:
    """Guests, one after the other from its first day on, said whether it helped."""
    yes, no = facts.get("helpful", (0, 0))
    moment = clock.beginning(facts, now)
    reasons = Rating.Reason.values
    for number in range(yes + no):
        moment = min(moment + BETWEEN_RATINGS, now)
        helpful = number % (yes + no) >= no
        reason = "" if helpful else reasons[(crc32(facts["title"].encode()) + number) % len(reasons)]
        with clock.at(moment):
            rate_article(article, GUEST, helpful, reason=reason, visitor=f"demo-{number}")


def _keeper(facts: Facts, people: People) -> User:
    """Who of the team has the most to do with it."""
    of_team = [name for name in (facts["by"], facts.get("reviewer", "agent")) if people[name].is_staff]
    return _person(people, of_team[0] if of_team else "agent")


def _person(people: People, name: str) -> User:
    return User.objects.get(pk=people[name].user_id)
