"""What brings texts to the desk: held by admission, or edited while they wait. Flags come by their own action."""

from core.events import on
from moderation.actions.hold import hold, refresh
from qa.events import AnswerEdited, AnswerHeld, CommentHeld, QuestionEdited, QuestionHeld


@on(QuestionHeld, consumer="moderation.hold_question")
def hold_question(event: QuestionHeld) -> None:
    hold("qa.question", event.question_id, event.reasons)


@on(AnswerHeld, consumer="moderation.hold_answer")
def hold_answer(event: AnswerHeld) -> None:
    hold("qa.answer", event.answer_id, event.reasons)


@on(CommentHeld, consumer="moderation.hold_comment")
def hold_comment(event: CommentHeld) -> None:
    hold("qa.comment", event.comment_id, event.reasons)


@on(QuestionEdited, consumer="moderation.question_edited")
def question_edited(event: QuestionEdited) -> None:
    refresh("qa.question", event.question_id)


@on(AnswerEdited, consumer="moderation.answer_edited")
def answer_edited(event: AnswerEdited) -> None:
    refresh("qa.answer", event.answer_id)
