"""A small site with something of every kind: public and not, one's own and others', for each audience."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.viewer import viewer_of
from core.models import Job
from core.ports import admission
from core.uploads import receive, tie
from core.viewer import Viewer
from tests.support.people import make

ROLES = ("guest", "new", "stranger", "owner", "expert", "agent", "moderator", "manager", "admin")
OUTSIDERS = ("guest", "new", "stranger", "expert")
MEMBERS = ROLES[2:]
TITLES = ("The drum stands still", "Machines that walk", "Clean the filter", "A new drum", "The best drum")
"""Of what each room has in the world; behind it stands of which sample it is: ``A new drum, draft``."""
KEPT_FROM_OUTSIDERS = ("held", "hidden", "retracted", "closed", "employees", "draft")
Samples = dict[str, dict[str, Any]]


def people() -> dict[str, User]:
    """One for each role but the guest. ``new`` has not confirmed an address; ``owner`` wrote everything; ``stranger`` is a member."""
    made = {
        "new": make("new", confirmed=False),
        "stranger": make("stranger", trust=1),
        "owner": make("owner", trust=2),
        "expert": make("expert", trust=2, expert=("drum",)),
        "admin": make("admin", roles=("admin",), is_superuser=True),
    }
    for role in ("agent", "moderator", "manager"):
        made[role] = make(role, roles=(role,))
    return made


class World:
    """``samples[name]`` fills the arguments of addresses: ``samples["held"]["question_id"]`` is a question that waits for review."""

    def __init__(self, who: dict[str, User]) -> None:
        self.who = who
        self.owner = viewer_of(who["owner"])
        self.moderator = viewer_of(who["moderator"])
        self.samples: Samples = {
            name: {} for name in ("public", "held", "hidden", "retracted", "closed", "customers", "employees", "draft")
        }
        for build in (questions, forum, articles, blog, cases, games, desk, belongings, rules):
            build(self)

    def kept_from(self, role: str) -> list[str]:
        """Titles that no answer may tell somebody of ``role``."""
        if role in OUTSIDERS:
            samples = KEPT_FROM_OUTSIDERS if role in MEMBERS else (*KEPT_FROM_OUTSIDERS, "customers")
            return [f"{title}, {sample}" for title in TITLES for sample in samples]
        return []

    def nowhere(self) -> dict[str, Any]:
        """Numbers that nothing has, and a kind and whole addresses as they would be."""
        numbers = {name: 999_999 for name, value in self.samples["public"].items() if isinstance(value, int)}
        pages = dict.fromkeys(("page", "post", "kb_topic"), "en/help/nothing/")
        return numbers | pages | {"kind": "qa.question", "id": "999999", "file": "uploads/none.png"}

    @contextmanager
    def deciding(self, outcome: Any) -> Iterator[None]:
        """Admission's answer to whatever is written inside."""
        before = admission._provider
        admission.provide(lambda draft, viewer: admission.Decision(outcome))
        try:
            yield
        finally:
            admission._provider = before


def questions(world: World) -> None:
    from qa.actions.ask_question import ask_question
    from qa.actions.comment import comment
    from qa.actions.edit import edit_answer, edit_question
    from qa.actions.hide import hide
    from qa.actions.post_answer import post_answer
    from qa.actions.retract import retract

    for sample, outcome in (("public", "publish"), ("held", "hold"), ("hidden", "publish"), ("retracted", "publish")):
        told = {"title": f"{TITLES[0]}, {sample}", "body": "It hums and stands.", "lang": "en", "tags": ["drum"]}
        with world.deciding(outcome):
            asked = ask_question(world.owner, **told)
        facts = {"question_id": asked.pk, "slug": asked.slug, "object_id": asked.pk, "kind": "qa.question", "id": str(asked.pk)}
        world.samples[sample] |= facts
        if sample != "public":
            continue
        with world.deciding("publish"):
            answer = post_answer(asked, world.owner, "Clean the pump.")
            answer = edit_answer(answer, world.owner, body="Clean the pump first.")
            said = comment(answer, world.owner, "And unplug it.")
            edit_question(asked, world.owner, title=asked.title, body="It hums.", tags=["drum"])
        world.samples[sample] |= {"answer_id": answer.pk, "comment_id": said.pk, "number": 1, "username": "owner"}
    hide("qa.question", world.samples["hidden"]["question_id"], world.moderator)
    retract("qa.question", world.samples["retracted"]["question_id"], world.owner)


def forum(world: World) -> None:
    from forums.actions.hide import hide
    from forums.actions.reply import reply
    from forums.actions.start_topic import start_topic
    from tests.forums.conftest import make_forum, say

    open_forum, closed = make_forum("Washers"), make_forum("The inner circle")
    reading = ("can_see_forum", "can_read_forum")
    say(closed, False, *reading, anonymous_user=True)
    say(closed, False, *reading, authenticated_user=True)
    for role in ("agent", "manager"):
        say(closed, False, *reading, group=Group.objects.get(name=role))
    for sample, where, outcome in (
        ("public", open_forum, "publish"),
        ("held", open_forum, "hold"),
        ("hidden", open_forum, "publish"),
        ("closed", closed, "publish"),
    ):
        by = world.moderator if sample == "closed" else world.owner
        told = {"title": f"{TITLES[1]}, {sample}", "body": "A rubber mat.", "lang": "en"}
        with world.deciding(outcome):
            topic = start_topic(where, by, **told)
            post = reply(topic, by, "It helped.") if outcome == "publish" else None
        world.samples[sample] |= {
            "forum_id": where.pk,
            "forum_slug": where.slug,
            "topic_id": topic.pk,
            "topic_slug": topic.slug,
            "post_id": post.pk if post else topic.first_post_id,
        }
    hide("forums.topic", world.samples["hidden"]["topic_id"], world.moderator)


def articles(world: World) -> None:
    from kb.actions.propose_article import propose_article
    from kb.models import ArticlePage, KnowledgeBasePage, TopicPage

    home = KnowledgeBasePage.objects.get(locale__language_code="en")
    topic = TopicPage(title="Washing", slug="washing", locale_id=home.locale_id)
    home.add_child(instance=topic)
    topic.save_revision().publish()
    for sample in ("public", "customers", "employees", "draft"):
        told = {"title": f"{TITLES[2]}, {sample}", "summary": "Ten minutes.", "text": "Ten minutes, no tools."}
        article = propose_article(world.owner, topic, **told)
        if sample != "draft":
            article.audience = sample
            article.save_revision(user=article.owner).publish()
        article = ArticlePage.objects.get(pk=article.pk)
        world.samples[sample] |= {"article_id": article.pk, "page": article.url.lstrip("/")}
    world.samples["public"] |= {"kb_topic": topic.url.lstrip("/")}


def blog(world: World) -> None:
    from blog.actions.comment import comment
    from blog.models import BlogIndexPage, BlogPostPage

    index = BlogIndexPage.objects.get(locale__language_code="en")
    for sample in ("public", "draft"):
        post = BlogPostPage(
            title=f"{TITLES[3]}, {sample}",
            slug=f"drum-{sample}",
            locale_id=index.locale_id,
            live=False,
            summary="New.",
            author=world.who["manager"],
        )
        index.add_child(instance=post)
        revision = post.save_revision(user=world.who["manager"])
        world.samples[sample] |= {"page_id": post.pk, "post": f"en/blog/drum-{sample}/"}
        if sample == "public":
            revision.publish()
            with world.deciding("publish"):
                said = comment(BlogPostPage.objects.get(pk=post.pk), world.owner, "Well done.")
            world.samples[sample] |= {"blog_comment_id": said.pk}


def cases(world: World) -> None:
    from crm_sync.actions.open_case import escalate_thread
    from crm_sync.models import Journey, WebhookMessage, WebhookTarget

    case = escalate_thread("qa.question", world.samples["public"]["question_id"], by=viewer_of(world.who["agent"]), reason="Waits.")
    journey = Journey.objects.order_by("pk").first()
    target = WebhookTarget.objects.create(name="The ERP", url="https://erp.example.test/", active=False)
    message = WebhookMessage.objects.create(target=target, event="case.opened", event_row=1, object_id=case.pk)
    world.samples["public"] |= {"case_id": case.pk, "journey_id": journey.pk if journey else 1, "token": "t-1"}
    world.samples["public"] |= {"target_id": target.pk, "message_id": message.pk}


def games(world: World) -> None:
    from gamification.actions.award import award_by_hand
    from gamification.models import Badge, Contest, ContestText

    now = timezone.now()
    badge = Badge.objects.order_by("pk").first()
    assert badge is not None
    award = award_by_hand(badge, world.who["owner"], viewer_of(world.who["manager"]), "For the drum.")
    for sample, state in (("public", "open"), ("draft", "draft")):
        contest = Contest.objects.create(
            slug=f"contest-{sample}",
            state=state,
            tag="drum",
            opens_at=now - timedelta(days=1),
            voting_at=now + timedelta(days=1),
            judging_at=now + timedelta(days=2),
            closes_at=now + timedelta(days=3),
            zone="UTC",
            made_by=world.who["manager"],
        )
        ContestText.objects.create(contest=contest, lang="en", name=f"{TITLES[4]}, {sample}", lead="Show it.")
        world.samples[sample] |= {"contest": contest.slug, "entry_id": 1, "version": 1}
    world.samples["public"] |= {"badge": badge.slug, "award_id": award.pk}


def desk(world: World) -> None:
    from moderation.actions.hold import hold

    item = hold("qa.question", world.samples["held"]["question_id"], ["first_posts"])
    assert item is not None
    world.samples["public"] |= {"item_id": item.pk}


def belongings(world: World) -> None:
    """What is one person's alone: a notification, a token, a session, a file."""
    import io

    from PIL import Image

    from notifications.models import Notification
    from search.models import SavedSearch

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    files: dict[str, Any] = {}
    for sample, by in (("public", world.owner), ("held", world.owner), ("draft", world.owner)):
        files[sample] = receive(SimpleUploadedFile("pump.png", out.getvalue(), "image/png"), purpose="image", by=trusted(by), alt="Pump")
        world.samples[sample] |= {"file": files[sample].get_absolute_url().lstrip("/")}
        if sample != "draft":  # that one stands nowhere yet
            tie("qa.question", world.samples[sample]["question_id"], f'<img src="{files[sample].get_absolute_url()}">', by=by)
    question = ("qa.question", world.samples["public"]["question_id"])
    refs = {"ref_kind": question[0], "ref_id": question[1], "thread_kind": question[0], "thread_id": question[1]}
    told = Notification.objects.create(person=world.who["owner"], kind="mention", cause="door", **refs)
    token = ApiToken.objects.create(person=world.who["owner"], name="door", hash="0" * 64, scopes=[])
    job = Job.objects.create(kind="none")
    kept = SavedSearch.objects.create(person=world.who["owner"], name="Drums", text="drum")
    world.samples["public"] |= {"search_id": kept.pk}
    world.samples["public"] |= {"notification_id": told.pk, "token_id": token.pk, "job_id": job.pk, "session_id": 1}


def rules(world: World) -> None:
    from search.models import SuggestionRule, Synonym, SynonymProposal

    rule = SuggestionRule.objects.create(name="Noise", phrases=["noise"], banner={"en": "Level the feet."})
    world.samples["public"] |= {"rule_id": rule.pk, "synonym_id": Synonym.objects.create(lang="en", line="tv, television").pk}
    facts = {"lang": "en", "pair": "en:nois en:sound", "asked": "en:nois", "told": "en:sound", "line": "noise, sound", "score": 0.2}
    world.samples["public"] |= {"proposal_id": SynonymProposal.objects.create(**facts).pk}


def trusted(viewer: Viewer) -> Viewer:
    from dataclasses import replace

    return replace(viewer, trust=4)
