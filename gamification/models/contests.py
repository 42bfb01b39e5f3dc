"""Contests: their words and terms, who entered with what, who voted, and every move from state to state."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.models import RichText
from core.viewer import Viewer
from gamification.models.wording import Wording, best

REASON_MAX = 300


class ContestQuerySet(models.QuerySet["Contest"]):
    def visible_to(self, viewer: Viewer) -> "ContestQuerySet":
        """Managers see drafts, too, and those that were called off before anybody knew of them."""
        if viewer.is_manager:
            return self
        return self.exclude(state=Contest.State.DRAFT).exclude(state=Contest.State.CANCELLED, cancelled_from=Contest.State.DRAFT)

    def worded(self) -> "ContestQuerySet":
        """With their words: one query more, however many contests."""
        return self.prefetch_related(Prefetch("texts", ContestText.objects.order_by("lang")))


class Contest(models.Model):
    """A contest for what people write under its ``tag`` between ``opens_at`` and ``voting_at`` (by points: ``judging_at``).

    The five times are moments; ``zone`` names the place whose clock the contest's pages speak of. ``cancelled_from`` is the state it was
    called off in.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("contest", "Draft")
        ANNOUNCED = "announced", pgettext_lazy("contest", "Announced")
        OPEN = "open", pgettext_lazy("contest", "Open")
        VOTING = "voting", pgettext_lazy("contest", "Voting")
        JUDGING = "judging", pgettext_lazy("contest", "Being judged")
        CLOSED = "closed", pgettext_lazy("contest", "Closed")
        CANCELLED = "cancelled", pgettext_lazy("contest", "Cancelled")

    class Method(models.TextChoices):
        VOTES = "votes", _("Most votes")
        POINTS = "points", _("Most points earned by the entry")

    class Enters(models.TextChoices):
        THREADS = "threads", _("Questions and forum topics")
        REPLIES = "replies", _("Answers and forum posts")
        ANY = "any", _("Questions, answers, topics and posts")

    OVER = (State.CLOSED, State.CANCELLED)

    slug = models.SlugField(_("short name in the address"), max_length=60, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    tag = models.SlugField(_("tag"), max_length=60)
    method = models.CharField(_("who wins"), max_length=6, choices=Method, default=Method.VOTES)
    enters = models.CharField(_("what can enter"), max_length=7, choices=Enters, default=Enters.THREADS)
    winners = models.PositiveSmallIntegerField(_("how many win"), default=1)
    zone = models.CharField(_("time zone"), max_length=60)
    announce_at = models.DateTimeField(_("announced"), null=True, blank=True)
    opens_at = models.DateTimeField(_("entries from"))
    voting_at = models.DateTimeField(_("votes from"), null=True, blank=True)
    judging_at = models.DateTimeField(_("votes until"))
    closes_at = models.DateTimeField(_("results"))
    entries_each = models.PositiveSmallIntegerField(_("entries per person"), default=1)
    votes_each = models.PositiveSmallIntegerField(_("votes per person"), default=3)
    min_trust = models.PositiveSmallIntegerField(_("least trust level"), default=0)
    min_rank = models.PositiveSmallIntegerField(_("least rank"), default=0)
    experts_only = models.BooleanField(_("experts alone"), default=False)
    staff_may_enter = models.BooleanField(_("the company's team may enter"), default=False)
    cancelled_reason = models.CharField(_("why it was cancelled"), max_length=REASON_MAX, blank=True)
    cancelled_from = models.CharField(max_length=10, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ContestQuerySet.as_manager()

    class Meta:
        verbose_name = _("contest")
        verbose_name_plural = _("contests")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("judging_at")) & Q(judging_at__lte=F("closes_at")), name="gamification_contest_order"
            ),
            models.CheckConstraint(
                condition=Q(voting_at=None) | (Q(voting_at__gt=F("opens_at")) & Q(voting_at__lt=F("judging_at"))),
                name="gamification_contest_voting_between",
            ),
            models.CheckConstraint(
                condition=Q(method="points", voting_at=None) | Q(method="votes", voting_at__isnull=False),
                name="gamification_contest_votes_have_a_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "opens_at"], name="gamification_contest_state")]

    def __str__(self) -> str:
        return self.name

    def clean_times(self) -> None:
        """
        Raises:
            ValidationError: times in the wrong order, by field.
        """
        wrong: dict[str, str] = {}
        steps = ["announce_at", "opens_at", *(["voting_at"] if self.by_votes else []), "judging_at", "closes_at"]
        before = None
        for field in steps:
            at = getattr(self, field)
            if at is None:
                if field == "voting_at":
                    wrong[field] = gettext("Say when votes open.")
                continue
            if before is not None and (at < before or (at == before and field in ("voting_at", "judging_at"))):
                wrong[field] = gettext("This must come after the time before it.")
            before = at
        if wrong:
            raise ValidationError(wrong)

    def get_absolute_url(self) -> str:
        return reverse("contests:contest", args=[self.slug])

    @property
    def words(self) -> "ContestText | None":
        return best(self.texts.all())

    @property
    def name(self) -> str:
        words = self.words
        return words.name if words else self.slug

    @property
    def entries_end(self) -> datetime:
        """The first moment at which nothing enters any more."""
        return self.voting_at or self.judging_at

    @property
    def here(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def over(self) -> bool:
        return self.state in self.OVER

    @property
    def by_votes(self) -> bool:
        return self.method == self.Method.VOTES


class ContestText(Wording, RichText):
    """``prizes``: one a line, "for what: what". The body says more, as Markdown."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=100)
    lead = models.CharField(_("in a sentence or two"), max_length=300)
    prizes = models.TextField(_("prizes"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "lang"], name="gamification_contest_worded_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def prize_lines(self) -> list[tuple[str, str]]:
        lines = (line.partition(":") for line in self.prizes.splitlines() if line.strip())
        return [(what.strip(), prize.strip()) for what, _colon, prize in lines]


class Terms(models.Model):
    """One version of a contest's terms. Never changed once it is written: whoever changes terms writes the next version."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="terms")
    version = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "version"], name="gamification_terms_version")]
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.contest_id} version {self.version}"


class TermsText(Wording, RichText):
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="texts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["terms", "lang"], name="gamification_terms_worded_once")]

    def __str__(self) -> str:
        return f"{self.terms_id} {self.lang}"


class Acceptance(models.Model):
    """Somebody agreed to these terms at this moment, reading them in ``lang``."""

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="acceptances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lang = models.CharField(max_length=5)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["terms", "person"], name="gamification_terms_accepted_once")]

    def __str__(self) -> str:
        return f"{self.person_id} accepts {self.terms_id}"


class EntryQuerySet(models.QuerySet["Entry"]):
    def standing(self) -> "EntryQuerySet":
        return self.filter(withdrawn_at=None)


class Entry(models.Model):
    """Content that takes part. ``votes`` is kept with each vote; ``points`` and ``place`` are set when the contest is judged.

    A withdrawn entry stays as a row with its reason: its author took it back, what was entered is gone, or a manager struck it.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="entries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contest_entries")
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    votes = models.PositiveIntegerField(default=0)
    points = models.IntegerField(default=0)
    place = models.PositiveIntegerField(null=True, blank=True)
    won = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=REASON_MAX, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [models.UniqueConstraint(fields=["contest", "kind", "object_id"], name="gamification_entered_once")]
        indexes = [
            models.Index(fields=["contest", "-at", "-id"], name="gamification_entries_new"),
            models.Index(fields=["kind", "object_id"], name="gamification_entry_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id} in {self.contest_id}"

    @property
    def ref(self) -> tuple[str, int]:
        return self.kind, self.object_id


class RefusedEntry(models.Model):
    """An entry that was not taken, with the code of the reason its author was shown (`gamification.contests.eligibility.REASONS`)."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="refused")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    code = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["contest", "-at", "-id"], name="gamification_refused_new")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id} refused: {self.code}"


class Ballot(models.Model):
    """That somebody votes in a contest: the row is locked while they do, so that no vote is over the number that each has."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="ballots")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "person"], name="gamification_one_ballot_each")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.contest_id}"


class ContestVote(models.Model):
    """A vote that stands."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="cast")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "person"], name="gamification_one_vote_per_entry")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.entry_id}"


class Move(models.Model):
    """What happened to a contest's course, kept for ever: a state reached, or times changed. ``due_at`` is when the plan had it."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10, choices=Contest.State)
    at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=REASON_MAX, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            # A state is reached once; rows that change only times stay in their state.
            models.UniqueConstraint(fields=["contest", "to_state"], condition=~Q(from_state=F("to_state")), name="gamification_state_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id}: {self.from_state} → {self.to_state}"
