"""Who may do what here. `may_see` stands beside the filters that list by it (`QuestionQuerySet.visible_to` and its kin)."""

from core.viewer import Viewer
from qa.models import Answer, Comment, Question, Visibility

EDITOR_TRUST = 3
LEADER_TRUST = 4


def is_author(viewer: Viewer, post: Question | Answer | Comment) -> bool:
    return viewer.user_id is not None and post.author_id == viewer.user_id


def may_see(viewer: Viewer, post: Question | Answer | Comment) -> bool:
    """Public things for everybody, one's own for oneself, everything for staff; a thing is as hidden as what it stands under."""
    if viewer.is_staff:
        return True
    if not (post.is_public or is_author(viewer, post)):
        return False
    if isinstance(post, Question):
        return True
    if isinstance(post, Comment) and post.answer is not None and not (post.answer.is_public or is_author(viewer, post.answer)):
        return False
    return may_see(viewer, post.question)


def may_ask(viewer: Viewer) -> bool:
    return viewer.may_post


def may_answer(viewer: Viewer, question: Question) -> bool:
    """Nobody answers what is held or hidden; staff still answer what is closed."""
    return viewer.may_post and question.is_public and (not question.locked or viewer.is_staff)


def may_comment(viewer: Viewer, post: Question | Answer) -> bool:
    question = post if isinstance(post, Question) else post.question
    return viewer.may_post and question.is_public and post.is_public and question.state != Question.State.ARCHIVED


def may_vote(viewer: Viewer, post: Question | Answer) -> bool:
    question = post if isinstance(post, Question) else post.question
    return viewer.may_post and question.is_public and post.is_public and not is_author(viewer, post)


def may_accept(viewer: Viewer, question: Question) -> bool:
    """The asker, staff, or trust level 4."""
    if not question.is_public or question.state == Question.State.ARCHIVED:
        return False
    return is_author(viewer, question) or viewer.is_staff or viewer.trust >= LEADER_TRUST


def must_say_why(viewer: Viewer, question: Question) -> bool:
    """Whoever accepts in the asker's place gives a reason that readers see."""
    return not is_author(viewer, question)


def may_edit(viewer: Viewer, post: Question | Answer | Comment) -> bool:
    """The author (not once it was taken down or back), trust level 3 and up where it is public and no comment, and staff."""
    if viewer.is_staff:
        return True
    if not viewer.may_post or post.visibility not in (Visibility.PUBLIC, Visibility.PENDING):
        return False
    if is_author(viewer, post):
        return True
    return post.is_public and viewer.trust >= EDITOR_TRUST and not isinstance(post, Comment)


def may_retract(viewer: Viewer, post: Question | Answer | Comment) -> bool:
    """The author, while it is public or held; no question that others answered (a query, if it has answers), nor what is accepted."""
    if not is_author(viewer, post) or post.visibility not in (Visibility.PUBLIC, Visibility.PENDING):
        return False
    if isinstance(post, Question):
        answers = post.answers.filter(visibility=Visibility.PUBLIC) if post.answer_count else None
        return answers is None or not answers.exclude(author_id=post.author_id).exists()
    return not (isinstance(post, Answer) and post.question.accepted_id == post.pk)


def may_unretract(viewer: Viewer, post: Question | Answer | Comment) -> bool:
    """The author, as long as they may post, and moderators."""
    if post.visibility != Visibility.RETRACTED:
        return False
    return viewer.is_moderator or (is_author(viewer, post) and viewer.may_post)


def may_close(viewer: Viewer) -> bool:
    return viewer.is_staff or (viewer.may_post and viewer.trust >= LEADER_TRUST)


def may_say_duplicate(viewer: Viewer, question: Question) -> bool:
    """Whoever may close, and the asker, who knows best: as long as it takes answers and none was accepted."""
    if not question.is_public or question.locked or question.solved:
        return False
    return may_close(viewer) or (is_author(viewer, question) and viewer.may_post)


def may_reopen(viewer: Viewer, question: Question) -> bool:
    """Whoever may close, and the asker, if it was they who called it a duplicate."""
    if may_close(viewer):
        return True
    own = is_author(viewer, question) and question.closed_by_id == viewer.user_id
    return own and viewer.may_post and question.state == Question.State.DUPLICATE


def may_ask_for_info(viewer: Viewer, question: Question) -> bool:
    """People who help: experts, trust level 3 and up, and staff; never the asker."""
    if is_author(viewer, question) or not question.is_public or question.locked or question.solved:
        return False
    return viewer.is_staff or (viewer.may_post and ("expert" in viewer.roles or viewer.trust >= EDITOR_TRUST))


def may_say_not_solved(viewer: Viewer, question: Question) -> bool:
    return is_author(viewer, question) and question.is_public and not question.locked
