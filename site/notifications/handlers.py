"""Who is told of what. Each handler may run twice: what was told is not told again. Imports record none of these events."""

from functools import partial
from typing import Any

from accounts.events import PersonAnonymised
from accounts.viewer import viewer_of
from core import reviews
from core.content import content
from core.events import on, relay
from core.events.content import (
    ContentApproved,
    ContentEdited,
    ContentHidden,
    ContentPublished,
    ContentRestored,
    ContentRetracted,
    ContentSentBack,
    ContentUnretracted,
    ReviewAsked,
    ReviewEnded,
)
from core.lanes import Lane
from core.models import ImportedRef
from core.ports import decisions
from core.ports.subjects import Ref, Subject, subjects
from core.review_subjects import DECISION, WAITING
from core.viewer import HOUSE
from crm_sync.events import AskedIfSolved, CaseClosed, CaseOpened, CaseReopened, CaseReplied
from gamification.events import (
    BadgeAwarded,
    BadgeWithdrawn,
    ContestCancelled,
    ContestClosed,
    ContestEntered,
    ContestWon,
    EntryWithdrawn,
    VotingOpened,
)
from kb.events import ArticleDue, ContributionCredited
from moderation.events import ItemDecided
from notifications import digests, mails
from notifications.actions.notify import Told, bring_back, notify, specify, withdraw
from notifications.actions.stop_address import forget_person
from notifications.events import DigestDue, MailsDue, TopThreadsDue
from notifications.models import Notification, Participant
from notifications.readers import people
from notifications.reasons import followers, news_of
from notifications.selectors import participants
from qa.events import AnswerAccepted, AskerReminded, InfoNeeded, QuestionClosed
from qa.models import ANSWER, QUESTION
from search.events import AlertDue

CASE, REPLY, CASE_WAITING = "crm_sync.case", "crm_sync.reply", "crm_sync.waiting"
ARTICLE, BADGE, CONTEST = "kb.article", "gamification.badge", "gamification.contest"
ALERT = "search.alert"
WRITERS = ("author", "editor", "translator")
MANY = 50


@on(ContentPublished, consumer="notifications.published", in_transaction=False)
def tell_of_new_content(event: ContentPublished) -> None:
    if event.kind not in content or (news := news_of(event.kind, event.object_id)) is None:
        return
    tell = partial(notify, cause=_cause(news.ref), ref=news.ref, thread=news.thread, actor_id=news.author_id)
    tell(list(news.personal.values()))
    if news.for_followers:
        for share in followers(news):
            relay.renew()
            tell(share)


@on((ContentEdited, ContentApproved), consumer="notifications.mentioned_later", in_transaction=False)
def tell_whom_an_edit_names(event: Any) -> None:
    """Only those who weren't told of the text before; never of what an import brought."""
    imported = ImportedRef.objects.filter(kind=event.kind, local_id=event.object_id)
    if event.kind not in content or imported.exists() or (news := news_of(event.kind, event.object_id)) is None:
        return
    named = [told for told in news.personal.values() if "mention" in told.kinds]
    if named:
        notify(named, cause=_cause(news.ref), ref=news.ref, thread=news.thread, actor_id=news.author_id)


@on(AnswerAccepted, consumer="notifications.accepted", in_transaction=False)
def tell_of_acceptance(event: AnswerAccepted) -> None:
    ref = (ANSWER, event.answer_id)
    if author := content[ANSWER].author_id(event.answer_id):
        _tell(author, "accepted", cause=f"accepted:{_cause(ref)}", ref=ref, thread=(QUESTION, event.question_id), actor_id=event.by_id)


@on((ContentHidden, ContentApproved, ContentRestored), consumer="notifications.decision", in_transaction=False)
def tell_of_decision(event: Any) -> None:
    """What is hidden leaves everybody's list, and its author hears why. A moderator's refusal is told by `tell_of_refusal`, once."""
    if event.kind not in content:
        return
    ref = (event.kind, event.object_id)
    if not isinstance(event, ContentHidden):
        bring_back(ref)
        _tell_author(ref, "approved" if isinstance(event, ContentApproved) else "restored", event.by_id)
        return
    withdraw(ref)
    review = decisions.why(*ref)
    if review is None or review.waiting:
        _tell_author(ref, "hidden", event.by_id)


@on(ItemDecided, consumer="notifications.refusal", in_transaction=False)
def tell_of_refusal(event: ItemDecided) -> None:
    if event.decision == "rejected" and event.kind in content:
        _tell_author((event.kind, event.object_id), "refused", event.by_id)


@on((ContentRetracted, ContentUnretracted), consumer="notifications.taken_back", in_transaction=False)
def follow_taking_back(event: Any) -> None:
    (withdraw if isinstance(event, ContentRetracted) else bring_back)((event.kind, event.object_id))


@on(QuestionClosed, consumer="notifications.question_closed", in_transaction=False)
def tell_of_closing(event: QuestionClosed) -> None:
    ref = (QUESTION, event.question_id)
    if author := content[QUESTION].author_id(event.question_id):
        cause = f"decision:{relay.current_delivery_id()}"
        _tell(author, "decision", cause=cause, ref=ref, thread=ref, actor_id=event.by_id, detail="closed")


@on(InfoNeeded, consumer="notifications.needs_info", in_transaction=False)
def ask_asker_for_details(event: InfoNeeded) -> None:
    """With a comment that says what is missing there is one notification, not two."""
    ref = (QUESTION, event.question_id)
    author = content[QUESTION].author_id(event.question_id)
    if author is None or specify(author, actor_id=event.by_id, thread=ref, kind="comment", detail="needs_info"):
        return
    cause = f"needs_info:{relay.current_delivery_id()}"
    _tell(author, "comment", cause=cause, ref=ref, thread=ref, actor_id=event.by_id, detail="needs_info")


@on(AskerReminded, consumer="notifications.asker_reminded", in_transaction=False)
def remind_asker(event: AskerReminded) -> None:
    ref = (QUESTION, event.question_id)
    if author := content[QUESTION].author_id(event.question_id):
        _tell(author, "reminder", cause=f"qa.asker_reminded:{event.question_id}", ref=ref, thread=ref, detail="useful_answers")


@on(AskedIfSolved, consumer="notifications.asked_if_solved", in_transaction=False)
def ask_if_solved(event: AskedIfSolved) -> None:
    ref = (CASE_WAITING, event.waiting_id)
    waiting = _subject(ref)
    if waiting and waiting.owner_id and waiting.thread:
        cause = f"crm_sync.asked:{event.waiting_id}"
        _tell(waiting.owner_id, "reminder", cause=cause, ref=ref, thread=waiting.thread, detail="is_it_solved")


@on((CaseOpened, CaseClosed, CaseReopened), consumer="notifications.case", in_transaction=False)
def tell_of_case(event: Any) -> None:
    """Of what others did with the case; what the customer did themselves is no news to them."""
    ref = (CASE, event.case_id)
    detail = {CaseOpened: "opened", CaseClosed: "closed", CaseReopened: "reopened"}[type(event)]
    case = _subject(ref)
    if case is None or case.owner_id is None or (detail == "opened" and case.author_id == case.owner_id):
        return
    by_mail = detail != "reopened"  # the customer's own reply does that
    cause = f"{detail}:{relay.current_delivery_id()}"
    notify([Told(case.owner_id, ("case",), by_mail)], cause=cause, ref=ref, thread=ref, detail=detail)


@on(CaseReplied, consumer="notifications.case_replied", in_transaction=False)
def tell_of_case_reply(event: CaseReplied) -> None:
    """On the site alone: its mail, with the whole text, is the case's own. A reply that stands in the thread is told of as its answer."""
    ref = (REPLY, event.reply_id)
    reply = _subject(ref)
    if reply is None or reply.owner_id is None or reply.shown_as:
        return
    told = [Told(reply.owner_id, ("case",), by_mail=False)]
    notify(told, cause=_cause(ref), ref=ref, thread=(CASE, event.case_id), actor_id=reply.author_id, detail="replied")


@on(ContributionCredited, consumer="notifications.credited", in_transaction=False)
def tell_of_credit(event: ContributionCredited) -> None:
    """Those who gave something hear that it is published in an article. Whoever wrote what was reviewed hears of the decision instead, and
    for the staff it is their work, unless somebody else published what they had written."""
    person = people([event.person_id]).get(event.person_id)
    if person is None or event.person_id in _written_by(event.review_id):
        return
    if viewer_of(person).is_staff and (event.role not in WRITERS or event.by_id in (None, person.pk)):
        return
    ref = (ARTICLE, event.article_id)
    _tell(person.pk, "decision", cause=f"credited:{event.contribution_id}", ref=ref, thread=ref, detail="credited")


@on(ReviewAsked, consumer="notifications.review_asked", in_transaction=False)
def ask_for_review(event: ReviewAsked) -> None:
    """Those who may decide on it, whoever handed it over apart. An earlier step waits for nobody any more."""
    ref, thread = (WAITING, event.review_id), (event.kind, event.object_id)
    _nobody_waits(thread, but=event.review_id)
    may_decide = reviews.deciders_of(reviews.found([event.review_id])).get(event.review_id, set())
    wanted = sorted(may_decide)
    for start in range(0, len(wanted), MANY):
        relay.renew()
        told = [Told(person_id, ("review",)) for person_id in wanted[start : start + MANY]]
        notify(told, cause=f"review:{event.review_id}", ref=ref, thread=thread, actor_id=event.by_id)


@on(ContentSentBack, consumer="notifications.sent_back", in_transaction=False)
def tell_of_review(event: ContentSentBack) -> None:
    """Who wrote it reads what the reviewer asks for; a version that somebody sent back to themselves is no news."""
    _tell_writers(event, "sent_back")


@on(ReviewEnded, consumer="notifications.review_ended", in_transaction=False)
def tell_of_end(event: ReviewEnded) -> None:
    _tell_writers(event, "called_off" if event.how == "called_off" else "approved")


@on(ArticleDue, consumer="notifications.article_due", in_transaction=False)
def remind_keeper(event: ArticleDue) -> None:
    ref = (ARTICLE, event.article_id)
    _tell(event.keeper_id, "upkeep", cause=f"kb.due:{event.article_id}:{event.reminded_on}", ref=ref, thread=ref, detail=event.why)


@on(BadgeAwarded, consumer="notifications.badge", in_transaction=False)
def tell_of_badge(event: BadgeAwarded) -> None:
    ref = (BADGE, event.badge_id)
    _tell(event.person_id, "badge", cause=f"badge_award:{event.award_id}", ref=ref, thread=ref)


@on(BadgeWithdrawn, consumer="notifications.badge_withdrawn")
def forget_badge(event: BadgeWithdrawn) -> None:
    Notification.objects.filter(person=event.person_id, cause=f"badge_award:{event.award_id}").update(withdrawn=True)


@on((ContestEntered, EntryWithdrawn), consumer="notifications.contestants")
def note_contestant(event: Any) -> None:
    taking_part = {"person_id": event.person_id, "ref_kind": CONTEST, "ref_id": event.contest_id}
    if isinstance(event, ContestEntered):
        Participant.objects.get_or_create(**taking_part)
    else:
        Participant.objects.filter(**taking_part).delete()


@on((VotingOpened, ContestClosed, ContestCancelled), consumer="notifications.contest", in_transaction=False)
def tell_of_contest(event: Any) -> None:
    """Those who take part: everybody else reads of contests on the site."""
    ref = (CONTEST, event.contest_id)
    detail = {VotingOpened: "voting", ContestClosed: "closed", ContestCancelled: "cancelled"}[type(event)]
    last = 0
    while ids := participants(ref, last, MANY):
        relay.renew()
        last = ids[-1]
        notify([Told(pk, ("contest",)) for pk in ids], cause=f"{detail}:{_cause(ref)}", ref=ref, thread=ref, detail=detail)


@on(ContestWon, consumer="notifications.contest_won", in_transaction=False)
def tell_winner(event: ContestWon) -> None:
    ref = (CONTEST, event.contest_id)
    _tell(event.person_id, "contest", cause=f"won:{event.entry_id}", ref=ref, thread=ref, detail="won")


@on(AlertDue, consumer="notifications.saved_search", in_transaction=False)
def tell_of_saved_search(event: AlertDue) -> None:
    ref = (ALERT, event.alert_id)
    _tell(event.person_id, "saved_search", cause=_cause(ref), ref=ref, thread=ref, detail="new_content")


@on(MailsDue, consumer="notifications.mail", in_transaction=False, lane=Lane.OUTSIDE)
def mail_at_once(event: MailsDue) -> None:
    mails.mail_all(event.notification_ids)


@on(DigestDue, consumer="notifications.mail_digest", in_transaction=False, lane=Lane.OUTSIDE)
def mail_digest(event: DigestDue) -> None:
    digests.mail_digest(event.digest_id)


@on(TopThreadsDue, consumer="notifications.mail_top", in_transaction=False, lane=Lane.OUTSIDE)
def mail_top_threads(event: TopThreadsDue) -> None:
    digests.mail_top_threads(event.person_id, event.week)


@on(PersonAnonymised, consumer="notifications.person_anonymised")
def forget(event: PersonAnonymised) -> None:
    forget_person(event.person_id)


def _tell_author(ref: Ref, detail: str, by_id: int | None) -> None:
    """Of a decision on their content, unless it was their own. Who judged is not told: the house did."""
    adapter = content[ref[0]]
    author = adapter.author_id(ref[1])
    if author is not None and author != by_id:
        cause = f"decision:{relay.current_delivery_id()}"
        _tell(author, "decision", cause=cause, ref=ref, thread=adapter.thread(ref[1]), detail=detail)


def _tell(person_id: int, kind: str, *, cause: str, ref: Ref, thread: Ref, actor_id: int | None = None, detail: str = "") -> None:
    notify([Told(person_id, (kind,))], cause=cause, ref=ref, thread=thread, actor_id=actor_id, detail=detail)


def _tell_writers(event: ContentSentBack | ReviewEnded, detail: str) -> None:
    thread = (event.kind, event.object_id)
    _nobody_waits(thread)
    told = [Told(person_id, ("decision",)) for person_id in sorted(_written_by(event.review_id)) if person_id != event.by_id]
    cause = f"{detail}:{event.review_id}"
    notify(told, cause=cause, ref=(DECISION, event.review_id), thread=thread, detail=detail)


def _written_by(review_id: int | None) -> set[int]:
    return reviews.writers_of(reviews.found([review_id])).get(review_id, set()) if review_id else set()


def _nobody_waits(thread: Ref, but: int | None = None) -> None:
    asked = Notification.objects.filter(kind="review", ref_kind=WAITING, thread_kind=thread[0], thread_id=thread[1])
    asked.exclude(ref_id=but).update(withdrawn=True)


def _cause(ref: Ref) -> str:
    return f"{ref[0]}:{ref[1]}"


def _subject(ref: Ref) -> Subject | None:
    return subjects([ref], HOUSE).get(ref)
