"""Addresses of the questions room, under ``/questions/``. A slug is never "-", so what is done with a question stands behind one."""

from django.urls import path

import qa.converters  # noqa: F401 - registers <row:…>
from qa import feeds
from qa.models import ANSWER, COMMENT, QUESTION
from qa.views import answering, asking, editing, lists, reading, retracting, tending

app_name = "qa"

urlpatterns = [
    path("", lists.questions, name="list"),
    path("feed/", feeds.NewQuestions(), name="feed"),
    path("tags/", lists.tags, name="tags"),
    path("tags/complete/", lists.complete_tags, name="complete_tags"),
    path("tagged/<slug:slug>/", lists.tagged, name="tagged"),
    path("tagged/<slug:slug>/feed/", feeds.TaggedQuestions(), name="tagged_feed"),
    path("ask/", asking.ask, name="ask"),
    path("ask/topics/", asking.topics, name="topics"),
    path("preview/", asking.preview, name="preview"),
    path("<row:question_id>/", reading.redirect_to_question, name="question_by_id"),
    path("<row:question_id>/-/answer/", answering.answer, name="answer"),
    path("<row:question_id>/-/comment/", answering.comment_on_question, name="comment_question"),
    path("<row:question_id>/-/vote/", answering.vote_on_question, name="vote_question"),
    path("<row:question_id>/-/follow/", tending.follow_question, name="follow"),
    path("<row:question_id>/-/edit/", editing.edit_question, name="edit_question"),
    path("<row:question_id>/-/versions/", editing.question_versions, name="question_versions"),
    path("<row:question_id>/-/versions/<int:number>/restore/", editing.restore_question, name="restore_question"),
    path("<row:object_id>/-/retract/", retracting.retract, {"kind": QUESTION}, name="retract_question"),
    path("<row:object_id>/-/unretract/", retracting.unretract, {"kind": QUESTION}, name="unretract_question"),
    path("<row:question_id>/-/close/", tending.close_question, name="close"),
    path("<row:question_id>/-/same/", tending.say_same, name="same"),
    path("<row:question_id>/-/reopen/", tending.reopen_question, name="reopen"),
    path("<row:question_id>/-/needs-info/", tending.ask_for_info, name="needs_info"),
    path("<row:question_id>/-/has-info/", tending.info_given, name="has_info"),
    path("<row:question_id>/-/not-solved/", tending.say_not_solved, name="not_solved"),
    path("<row:question_id>/<str:slug>/", reading.question, name="question"),
    path("comments/<row:comment_id>/edit/", editing.edit_comment, name="edit_comment"),
    path("comments/<row:object_id>/retract/", retracting.retract, {"kind": COMMENT}, name="retract_comment"),
    path("comments/<row:object_id>/unretract/", retracting.unretract, {"kind": COMMENT}, name="unretract_comment"),
    path("answers/<row:answer_id>/", reading.redirect_to_answer, name="answer_by_id"),
    path("answers/<row:answer_id>/comment/", answering.comment_on_answer, name="comment_answer"),
    path("answers/<row:answer_id>/vote/", answering.vote_on_answer, name="vote_answer"),
    path("answers/<row:answer_id>/accept/", answering.accept, name="accept"),
    path("answers/<row:answer_id>/withdraw/", answering.withdraw, name="withdraw"),
    path("answers/<row:answer_id>/edit/", editing.edit_answer, name="edit_answer"),
    path("answers/<row:object_id>/retract/", retracting.retract, {"kind": ANSWER}, name="retract_answer"),
    path("answers/<row:object_id>/unretract/", retracting.unretract, {"kind": ANSWER}, name="unretract_answer"),
    path("answers/<row:answer_id>/versions/", editing.answer_versions, name="answer_versions"),
    path("answers/<row:answer_id>/versions/<int:number>/restore/", editing.restore_answer, name="restore_answer"),
]
