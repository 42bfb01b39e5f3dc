"""The room's adapters: how search, moderation, points and cases act on questions, answers and comments without knowing them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.content import Adapter, Card, Document, Part, content
from core.sections import HEADING, parts_of
from core.text import excerpt
from core.uploads import keep_while_in
from core.viewer import Viewer
from qa.actions import approve as approving
from qa.actions import hide as hiding
from qa.models import ANSWER, COMMENT, QUESTION, Answer, Comment, Draft, Follow, Question, Tag, Visibility

EXCERPT = 240
READ_OF_QUESTIONS = "pk author_id visibility accepted_id revision lang title score created_at activity_at body_html body_text".split()


class PostAdapter(Adapter):
    """What the three kinds share."""

    model: Any

    def rows(self) -> QuerySet[Any]:
        return self.model.objects.all()

    def parts(self, card: Card) -> tuple[Part, ...]:
        return parts_of(card.html, card.key)

    def hide(self, id: int, by: Viewer, reason: str) -> None:
        hiding.hide(self.kind, id, by)

    def restore(self, id: int, by: Viewer) -> None:
        hiding.restore(self.kind, id, by)

    def approve(self, id: int, by: Viewer) -> None:
        approving.approve(self.kind, id, by)

    def hold(self, id: int, by: Viewer) -> None:
        """Undo an approval: it waits for review again."""
        approving.hold(self.kind, id, by)

    def _card(self, post: Any, question: Question, url: str, **more: Any) -> Card:
        return Card(
            kind=self.kind,
            id=post.pk,
            title=question.title,
            url=url,
            excerpt=excerpt(post.body_text, EXCERPT),
            html=post.body_html,
            lang=question.lang,
            author_id=post.author_id,
            created_at=post.created_at,
            score=post.score,
            revision=post.edits + 1,
            **more,
        )


class QuestionAdapter(PostAdapter):
    kind = QUESTION
    label = _("Question")
    model = Question

    def cards(self, ids: Iterable[int], viewer: Viewer) -> dict[int, Card]:
        questions = Question.objects.visible_to(viewer).filter(pk__in=list(ids)).prefetch_related(tags_by_name())
        return {
            question.pk: self._card(
                question,
                question,
                question.get_absolute_url(),
                state=question.state if question.is_public else question.visibility,
                solved=question.solved,
                tags=_names(question),
            )
            for question in questions
        }

    def documents(self, ids: Iterable[int]) -> dict[int, Document]:
        """A question with its public answers, the accepted one first, then by score: three queries. Hidden and refused ones are absent."""
        questions = list(self._with_documents(ids).values_list(*READ_OF_QUESTIONS, named=True))
        found = [question.pk for question in questions]
        answers, tags = defaultdict[int, list[Any]](list), defaultdict[int, list[str]](list)
        public = Answer.objects.filter(question__in=found, visibility=Visibility.PUBLIC).order_by("-score", "pk")
        for answer in public.values_list("question_id", "pk", "body_html", "body_text", named=True):
            answers[answer.question_id].append(answer)
        for id, name in Tag.objects.filter(questions__in=found).order_by("name").values_list("questions__pk", "name"):
            tags[id].append(name)
        return {question.pk: _document(question, answers[question.pk], tuple(tags[question.pk])) for question in questions}

    def document_ids(self, ids: Iterable[int]) -> list[int]:
        return list(self._with_documents(ids).values_list("pk", flat=True))

    def _with_documents(self, ids: Iterable[int]) -> QuerySet[Question]:
        return Question.objects.filter(pk__in=list(ids), visibility__in=(Visibility.PUBLIC, Visibility.PENDING))

    def followers(self, id: int, after: int, limit: int) -> list[int]:
        following = Follow.objects.filter(question=id, person__gt=after).order_by("person_id")
        return list(following.values_list("person_id", flat=True)[:limit])

    def url(self, id: int) -> str:
        slug = Question.objects.filter(pk=id).values_list("slug", flat=True).first()
        return reverse("qa:question", args=[id, slug or "q"])


class AnswerAdapter(PostAdapter):
    kind = ANSWER
    label = _("Answer")
    model = Answer

    def cards(self, ids: Iterable[int], viewer: Viewer) -> dict[int, Card]:
        answers = Answer.objects.visible_to(viewer).filter(pk__in=list(ids)).select_related("question")
        return {
            answer.pk: self._card(
                answer,
                answer.question,
                f"{answer.question.get_absolute_url()}#answer-{answer.pk}",
                state=_answer_state(answer),
                solved=answer.question.accepted_id == answer.pk,
            )
            for answer in answers
        }

    def url(self, id: int) -> str:
        question = Question.objects.filter(answers=id).only("pk", "slug").first()
        return f"{question.get_absolute_url()}#answer-{id}" if question else reverse("qa:list")

    def thread(self, id: int) -> tuple[str, int]:
        return QUESTION, Answer.objects.values_list("question_id", flat=True).get(pk=id)


class CommentAdapter(PostAdapter):
    kind = COMMENT
    label = _("Comment")
    in_document = False
    model = Comment

    def cards(self, ids: Iterable[int], viewer: Viewer) -> dict[int, Card]:
        comments = Comment.objects.visible_to(viewer).filter(pk__in=list(ids)).select_related("question")
        return {
            comment.pk: self._card(
                comment,
                comment.question,
                f"{comment.question.get_absolute_url()}#comment-{comment.pk}",
                state=comment.visibility,
                solved=False,
            )
            for comment in comments
        }

    def url(self, id: int) -> str:
        question = Question.objects.filter(comments=id).only("pk", "slug").first()
        return f"{question.get_absolute_url()}#comment-{id}" if question else reverse("qa:list")

    def parent(self, id: int) -> tuple[str, int]:
        question_id, answer_id = Comment.objects.values_list("question_id", "answer_id").get(pk=id)
        return (ANSWER, answer_id) if answer_id else (QUESTION, question_id)

    def thread(self, id: int) -> tuple[str, int]:
        return QUESTION, Comment.objects.values_list("question_id", flat=True).get(pk=id)


def tags_by_name() -> Prefetch:
    return Prefetch("tags", Tag.objects.order_by("name"))


def _names(question: Question) -> tuple[str, ...]:
    return tuple(tag.name for tag in question.tags.all())


def _answer_state(answer: Answer) -> str:
    if not answer.is_public:
        return answer.visibility
    return "accepted" if answer.question.accepted_id == answer.pk else "public"


def _document(question: Any, answers: list[Any], tags: tuple[str, ...]) -> Document:
    accepted_first = sorted(answers, key=lambda answer: answer.pk != question.accepted_id)
    parts = [*_parts(question, f"{QUESTION}:{question.pk}", "question")]
    for answer in accepted_first:
        parts += _parts(answer, f"{ANSWER}:{answer.pk}", "answer", accepted=answer.pk == question.accepted_id)
    return Document(
        kind=QUESTION,
        id=question.pk,
        revision=question.revision,
        lang=question.lang,
        title=question.title,
        parts=tuple(parts),
        tags=tags,
        solved=question.accepted_id is not None,
        score=question.score,
        created_at=question.created_at,
        updated_at=question.activity_at,
        audiences=("public",) if question.visibility == Visibility.PUBLIC else (f"user:{question.author_id}", "staff"),
    )


def _parts(post: Any, ref: str, role: str, *, accepted: bool = False) -> tuple[Part, ...]:
    """Few posts have headings: the others' text is kept ready."""
    if HEADING in post.body_html:
        return parts_of(post.body_html, ref, role, accepted=accepted)
    return (Part(role, post.body_text, ref, accepted),)


def _being_written() -> Iterator[str]:
    return Draft.objects.values_list("body", flat=True).iterator(chunk_size=500)


for adapter in (QuestionAdapter(), AnswerAdapter(), CommentAdapter()):
    content.register(adapter)
keep_while_in(_being_written)
