"""Reads shaped like the pages that show them; each says how many queries it takes, whatever the number of rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.db.models import Count, QuerySet
from django.db.models.functions import Left

from core.keyset import page_of
from core.text import excerpt
from core.viewer import Viewer
from qa import permissions
from qa.content import EXCERPT, tags_by_name
from qa.models import ANSWER, QUESTION, Answer, Comment, Draft, Follow, Question, Revision, Tag, Vote
from qa.tagging import clean, slug_of

PAGE = 20
ANSWERS = 20
WORDS_READ = 2_000  # characters of a text in which tags are looked for
SORTS = ("new", "active", "unanswered", "solved")
ANSWER_SORTS: dict[str, tuple[str, ...]] = {"votes": ("-score", "id"), "new": ("-id",), "old": ("id",)}
WAITING_FOR_ANSWERS = (Question.State.OPEN, Question.State.NEEDS_INFO)


@dataclass(frozen=True, slots=True)
class Row:
    """A question in a list (`components/question-row.html`)."""

    pk: int
    url: str
    title: str
    excerpt: str
    state: str
    answer_count: int
    score: int
    tags: tuple[str, ...]
    created_at: object
    lang: str
    author_id: int


@dataclass(frozen=True, slots=True)
class ListPage:
    rows: list[Row]
    next: str
    held: list[Row] = field(default_factory=list)

    @property
    def author_ids(self) -> set[int]:
        return {row.author_id for row in [*self.rows, *self.held]}


@dataclass(frozen=True, slots=True)
class PostOnPage:
    """A question or an answer with what this viewer sees and may do."""

    post: Question | Answer
    comments: list[Comment]
    mine: int
    may_vote: bool
    may_edit: bool
    may_comment: bool
    may_retract: bool
    may_unretract: bool
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """``accepted`` stands first, apart from ``answers``, which come in pages of `ANSWERS`."""

    question: Question
    tags: list[Tag]
    head: PostOnPage
    accepted: PostOnPage | None
    answers: list[PostOnPage]
    next: str
    following: bool
    draft: str
    may_answer: bool
    may_accept: bool
    may_close: bool
    may_reopen: bool
    may_ask_for_info: bool
    may_say_not_solved: bool
    is_asker: bool

    @property
    def author_ids(self) -> set[int]:
        shown = [self.head, *([self.accepted] if self.accepted else []), *self.answers]
        by = {post.post.author_id for post in shown} | {comment.author_id for post in shown for comment in post.comments}
        return by | ({self.question.accepted_by_id} if self.question.accepted_by_id else set())

    @property
    def public_answers(self) -> list[PostOnPage]:
        """The first ten, for search engines."""
        return [answer for answer in self.answers if answer.post.is_public][:10]

    @property
    def asks_if_solved(self) -> bool:
        """Whether to ask the asker which of these answers, that others found useful, solved it."""
        undecided = self.may_say_not_solved and not self.question.accepted_id
        return undecided and any(answer.post.is_useful_to_asker for answer in self.answers)  # type: ignore[union-attr]

    @property
    def other_answers(self) -> int:
        """Public answers beside the accepted one, on all pages."""
        return max(self.question.answer_count - (1 if self.accepted else 0), 0)


def question_list(viewer: Viewer, *, sort: str = "new", tag: Tag | None = None, lang: str = "", after: str = "") -> ListPage:
    """Public questions in one of `SORTS`: two queries, and one more for one's own held ones on the first page.

    Raises:
        BadCursor: ``after`` is not from this list.
    """
    questions = Question.objects.listed()
    if tag is not None:
        questions = questions.filter(tags=tag)
    if lang:
        questions = questions.filter(lang=lang)
    if sort == "unanswered":
        questions = questions.filter(answer_count=0, state__in=WAITING_FOR_ANSWERS)
    elif sort == "solved":
        questions = questions.filter(state=Question.State.SOLVED)
    ordering = ("-created_at", "-id") if sort in ("new", "unanswered") else ("-activity_at", "-id")
    page = page_of(_light(questions), ordering, after=after, size=PAGE)
    return ListPage(_rows(page.rows), page.next, [] if after or tag else held_questions(viewer))


def held_questions(viewer: Viewer) -> list[Row]:
    """One's own questions that wait for review, newest first; staff find all of them at the moderation desk."""
    if viewer.user_id is None:
        return []
    waiting = Question.objects.filter(author_id=viewer.user_id, visibility="pending").order_by("-pk")
    return _rows(list(_light(waiting)[:5]))


def question_rows(questions: QuerySet[Question]) -> list[Row]:
    """Rows for other pages (home, a person's page): two queries."""
    return _rows(list(_light(questions)))


def popular_tags(limit: int = 12) -> list[Tag]:
    return list(Tag.objects.filter(count__gt=0).order_by("-count", "name")[:limit])


def propose_tags(text: str, similar: Iterable[int] = (), chosen: Iterable[str] = (), limit: int = 5) -> list[str]:
    """Names of tags that ``text`` speaks of, then those of the ``similar`` questions; none that is ``chosen``. Two queries at most."""
    words = [slug_of(name) for name in dict.fromkeys(clean(word) for word in text[:WORDS_READ].split()) if name]
    pairs = [f"{first}-{second}" for first, second in pairwise(words)]
    used = Tag.objects.filter(count__gt=0)
    found = list(used.filter(slug__in=[*words, *pairs][:400]).order_by("-count")[: limit * 2]) if words else []
    if ids := list(similar):
        near = used.filter(questions__in=ids, questions__visibility="public").annotate(n=Count("pk")).order_by("-n", "-count")
        found += list(near[: limit * 2])
    taken = {slug_of(name) for name in chosen}
    return list(dict.fromkeys(tag.name for tag in found if tag.slug not in taken))[:limit]


def question_page(question_id: int, viewer: Viewer, *, sort: str = "votes", after: str = "") -> QuestionPage:
    """One question with everything on its page: four queries for a guest, seven for a member, one more for who asked.

    Raises:
        Question.DoesNotExist: there is none, or ``viewer`` may not know of it.
        BadCursor: ``after`` is not from these answers.
    """
    related = ("accepted", "duplicate_of")
    question = Question.objects.visible_to(viewer).select_related(*related).prefetch_related(tags_by_name()).get(pk=question_id)
    accepted = question.accepted
    others = question.answers.visible_to(viewer).exclude(pk=accepted.pk if accepted else None)
    page = page_of(others, ANSWER_SORTS[sort], after=after, size=ANSWERS)
    shown: list[Answer] = [*([accepted] if accepted else []), *page.rows]
    for answer in shown:
        answer.question = question
    comments = _comments(question, shown, viewer)
    votes = _votes(question, shown, viewer)

    def on_page(post: Question | Answer, key: tuple[str, int]) -> PostOnPage:
        return PostOnPage(
            post,
            comments[key],
            votes.get(key, 0),
            permissions.may_vote(viewer, post),
            permissions.may_edit(viewer, post),
            permissions.may_comment(viewer, post),
            permissions.may_retract(viewer, post),
            permissions.may_unretract(viewer, post),
            accepted=post is accepted,
        )

    return QuestionPage(
        question=question,
        tags=list(question.tags.all()),
        head=on_page(question, (QUESTION, question.pk)),
        accepted=on_page(accepted, (ANSWER, accepted.pk)) if accepted else None,
        answers=[on_page(answer, (ANSWER, answer.pk)) for answer in page.rows],
        next=page.next,
        following=is_following(question, viewer),
        draft=draft_of(viewer, question).body if permissions.may_answer(viewer, question) else "",
        may_answer=permissions.may_answer(viewer, question),
        may_accept=permissions.may_accept(viewer, question),
        may_close=permissions.may_close(viewer),
        may_reopen=question.locked and permissions.may_reopen(viewer, question),
        may_ask_for_info=permissions.may_ask_for_info(viewer, question),
        may_say_not_solved=permissions.may_say_not_solved(viewer, question),
        is_asker=permissions.is_author(viewer, question),
    )


def post_on_page(post: Question | Answer, viewer: Viewer) -> PostOnPage:
    """One post, to draw it again in place: two queries."""
    question = post if isinstance(post, Question) else post.question
    shown = [post] if isinstance(post, Answer) else []
    key = (ANSWER, post.pk) if isinstance(post, Answer) else (QUESTION, post.pk)
    return PostOnPage(
        post,
        _comments(question, shown, viewer)[key],
        _votes(question, shown, viewer).get(key, 0),
        permissions.may_vote(viewer, post),
        permissions.may_edit(viewer, post),
        permissions.may_comment(viewer, post),
        permissions.may_retract(viewer, post),
        permissions.may_unretract(viewer, post),
        accepted=isinstance(post, Answer) and question.accepted_id == post.pk,
    )


def draft_of(viewer: Viewer, question: Question | None = None) -> Draft:
    """What this person was writing; an empty draft when there is none."""
    kept = Draft.objects.filter(person_id=viewer.user_id, question=question).first() if viewer.user_id else None
    return kept or Draft()


def is_following(question: Question, viewer: Viewer) -> bool:
    return viewer.user_id is not None and Follow.objects.filter(question=question, person_id=viewer.user_id).exists()


def versions(kind: str, object_id: int) -> list[Revision]:
    """Every kept version, oldest first; empty for a text that was never edited."""
    return list(Revision.objects.filter(kind=kind, object_id=object_id).order_by("number"))


def _light(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Without the long columns; ``lead`` is the beginning of the text."""
    columns = ("title", "slug", "lang", "state", "visibility", "answer_count", "score", "created_at", "activity_at", "author_id")
    return questions.only(*columns).annotate(lead=Left("body_text", EXCERPT * 2)).prefetch_related(tags_by_name())


def _rows(questions: Sequence[Question]) -> list[Row]:
    return [
        Row(
            pk=question.pk,
            url=question.get_absolute_url(),
            title=question.title,
            excerpt=excerpt(question.lead, EXCERPT),  # type: ignore[attr-defined]
            state=question.state if question.is_public else question.visibility,
            answer_count=question.answer_count,
            score=question.score,
            tags=tuple(tag.name for tag in question.tags.all()),
            created_at=question.created_at,
            lang=question.lang,
            author_id=question.author_id,
        )
        for question in questions
    ]


def _comments(question: Question, answers: Iterable[Answer], viewer: Viewer) -> dict[tuple[str, int], list[Comment]]:
    """Comments by the post they stand under, oldest first: one query."""
    shown = {answer.pk for answer in answers}
    found: dict[tuple[str, int], list[Comment]] = defaultdict(list)
    for comment in Comment.objects.visible_to(viewer).filter(question=question).order_by("created_at", "pk"):
        if comment.answer_id is None:
            found[QUESTION, question.pk].append(comment)
        elif comment.answer_id in shown:
            found[ANSWER, comment.answer_id].append(comment)
    return found


def _votes(question: Question, answers: Iterable[Answer], viewer: Viewer) -> dict[tuple[str, int], int]:
    """How this viewer voted on what is shown: one query, none for a guest."""
    if viewer.user_id is None:
        return {}
    refs = {(QUESTION, question.pk), *((ANSWER, answer.pk) for answer in answers)}
    cast = Vote.objects.filter(voter_id=viewer.user_id, kind__in=(QUESTION, ANSWER), object_id__in=[id for _, id in refs])
    return {(kind, id): value for kind, id, value in cast.values_list("kind", "object_id", "value") if (kind, id) in refs}
