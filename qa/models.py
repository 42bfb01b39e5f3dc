"""Questions, answers, comments and what people do with them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import RichText
from core.viewer import Viewer
from core.written import NO_LONGER_THERE, Visibility  # noqa: F401 - the room's readers ask its models

QUESTION, ANSWER, COMMENT = "qa.question", "qa.answer", "qa.comment"

TITLE_MAX = 150
BODY_MAX = 30_000
COMMENT_MAX = 600
REASON_MAX = 300
TAGS_MAX = 5


class Tag(models.Model):
    """A subject. ``count`` is the number of public questions that carry it."""

    name = models.CharField(max_length=50, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-count", "name"], name="qa_tag_count")]

    def __str__(self) -> str:
        return self.name


class Post(RichText):
    """What questions, answers and comments share.

    ``revision`` grows with every change that a reader could see, votes and state included; ``edits`` counts changes of the text alone.
    ``published_at`` is when it was first public: None while it has only ever been held or refused.
    ``retracted_from`` is the visibility that a text had when its author took it back; empty when they didn't.
    """

    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    retracted_from = models.CharField(max_length=10, blank=True)
    score = models.IntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    edits = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(default=timezone.now, null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def versions(self) -> int:
        return self.edits + 1


class QuestionQuerySet(models.QuerySet["Question"]):
    def listed(self) -> "QuestionQuerySet":
        """What lists show to everyone; one's own held questions are shown apart."""
        return self.filter(visibility=Visibility.PUBLIC)

    def visible_to(self, viewer: Viewer) -> "QuestionQuerySet":
        """What `permissions.may_see` allows, as a filter."""
        if viewer.is_staff:
            return self
        if viewer.is_guest:
            return self.listed()
        return self.filter(Q(visibility=Visibility.PUBLIC) | Q(author_id=viewer.user_id))


class Question(Post):
    """``unsolved_at`` is when the asker last said that no answer so far solved it; ``reminded_at`` when they were asked by mail, once."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("question", "Open")
        ANSWERED = "answered", pgettext_lazy("question", "Answered")
        SOLVED = "solved", pgettext_lazy("question", "Solved")
        NEEDS_INFO = "needs_info", _("Needs details")
        DUPLICATE = "duplicate", pgettext_lazy("question", "Duplicate")
        CLOSED = "closed", pgettext_lazy("question", "Closed")
        ARCHIVED = "archived", pgettext_lazy("question", "Archived")

    LOCKED = (State.DUPLICATE, State.CLOSED, State.ARCHIVED)

    title = models.CharField(max_length=300)
    slug = models.CharField(max_length=80)
    lang = models.CharField(max_length=10)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    closed_reason = models.CharField(max_length=300, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates")
    accepted = models.ForeignKey("Answer", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_reason = models.CharField(max_length=REASON_MAX, blank=True)
    unsolved_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answer_count = models.PositiveIntegerField(default=0)
    follower_count = models.PositiveIntegerField(default=0)
    activity_at = models.DateTimeField(default=timezone.now)
    tags = models.ManyToManyField(Tag, blank=True, related_name="questions")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["visibility", "created_at", "id"], name="qa_question_new"),
            models.Index(fields=["visibility", "activity_at", "id"], name="qa_question_active"),
            models.Index(fields=["visibility", "answer_count", "created_at", "id"], name="qa_question_unanswered"),
            models.Index(fields=["visibility", "state", "activity_at", "id"], name="qa_question_state"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("qa:question", args=[self.pk, self.slug])

    @property
    def solved(self) -> bool:
        return self.accepted_id is not None

    @property
    def locked(self) -> bool:
        """Takes no more answers."""
        return self.state in self.LOCKED


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, viewer: Viewer) -> "AnswerQuerySet":
        """Public answers and one's own, of questions that are visible."""
        if viewer.is_staff:
            return self
        if viewer.is_guest:
            return self.filter(visibility=Visibility.PUBLIC, question__visibility=Visibility.PUBLIC)
        return self.filter(
            Q(visibility=Visibility.PUBLIC) | Q(author_id=viewer.user_id),
            Q(question__visibility=Visibility.PUBLIC) | Q(question__author_id=viewer.user_id),
        )

    def useful_to_asker(self) -> "AnswerQuerySet":
        """What `Answer.is_useful_to_asker` says, as a filter."""
        later = Q(question__unsolved_at=None) | Q(published_at__gt=F("question__unsolved_at"))
        return self.filter(later, visibility=Visibility.PUBLIC, score__gt=0).exclude(author=F("question__author"))


class Answer(Post):
    """``origin`` is "agent" for a public reply that came back from the CRM; ``accepted_when_hidden`` lets restoring restore that too."""

    class Origin(models.TextChoices):
        MEMBER = "member", _("Member")
        AGENT = "agent", _("Agent")

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="answers")
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.MEMBER)
    accepted_when_hidden = models.BooleanField(default=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["question", "visibility", "score", "id"], name="qa_answer_by_score"),
            models.Index(fields=["author", "created_at"], name="qa_answer_of_author"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def lang(self) -> str:
        return self.question.lang

    @property
    def anchor(self) -> str:
        """The id of its place on the question page."""
        return f"answer-{self.pk}"

    @property
    def is_useful_to_asker(self) -> bool:
        """Another's public answer that people voted up, and of which the asker hasn't said that it didn't solve it."""
        if not self.is_public or self.score <= 0 or self.author_id == self.question.author_id or self.published_at is None:
            return False
        return self.question.unsolved_at is None or self.published_at > self.question.unsolved_at


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, viewer: Viewer) -> "CommentQuerySet":
        """Public comments and one's own, under questions and answers that are visible."""
        if viewer.is_staff:
            return self
        public = Visibility.PUBLIC
        if viewer.is_guest:
            answer_visible = Q(answer=None) | Q(answer__visibility=public)
            return self.filter(answer_visible, visibility=public, question__visibility=public)
        mine = viewer.user_id
        return self.filter(
            Q(visibility=public) | Q(author_id=mine),
            Q(question__visibility=public) | Q(question__author_id=mine),
            Q(answer=None) | Q(answer__visibility=public) | Q(answer__author_id=mine),
        )


class Comment(Post):
    """A remark on a question, or on an answer of it: ``question`` is always the thread, ``answer`` is set for the latter."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="comments")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")

    objects = CommentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["question", "created_at", "id"], name="qa_comment_of_thread"),
            models.Index(fields=["author", "created_at"], name="qa_comment_of_author"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def anchor(self) -> str:
        """The id of its place on the question page."""
        return f"comment-{self.pk}"


class Vote(models.Model):
    """One person's standing vote on one object: -1, 0 (taken back) or 1. Imported votes may name no voter."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="votes")
    value = models.SmallIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "voter"], name="qa_one_vote_per_person"),
            models.CheckConstraint(condition=Q(value__gte=-1, value__lte=1), name="qa_vote_value"),
        ]

    def __str__(self) -> str:
        return f"{self.value:+d} on {self.kind}:{self.object_id}"


class Revision(models.Model):
    """One version of a text. The original is stored as number 1 when the text is edited for the first time, not before."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300, blank=True)
    body_source = models.TextField()
    body_format = models.CharField(max_length=8)
    tags = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "number"], name="qa_revision_number")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id} version {self.number}"


class Follow(models.Model):
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="follows")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="follows")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="qa_one_follow_per_person")]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.question_id}"


class Draft(models.Model):
    """What somebody was writing: a question (``question`` is None), or an answer to ``question``."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="qa_drafts")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    tags = models.CharField(max_length=300, blank=True)
    lang = models.CharField(max_length=10, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "question"], name="qa_one_draft_of_answer"),
            models.UniqueConstraint(fields=["person"], condition=Q(question=None), name="qa_one_draft_of_question"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Submission(models.Model):
    """A form that was sent: the same ``nonce`` sent again (a double click) leads to the same object."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "nonce"], name="qa_sent_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"
