"""Who may do what here. `may_see` stands beside the filter that lists by it (`BlogCommentQuerySet.visible_to`)."""

from blog.models import BlogPostPage, Comment, Visibility
from core.viewer import Viewer


def is_author(viewer: Viewer, comment: Comment) -> bool:
    return viewer.user_id is not None and comment.author_id == viewer.user_id


def may_see(viewer: Viewer, comment: Comment) -> bool:
    """Public comments for everybody, one's own for oneself, everything for staff; none under a post that isn't there."""
    if viewer.is_staff:
        return True
    return comment.post.live and (comment.is_public or is_author(viewer, comment))


def may_comment(viewer: Viewer, post: BlogPostPage) -> bool:
    return viewer.may_post and post.live and post.comments_open


def may_retract(viewer: Viewer, comment: Comment) -> bool:
    return is_author(viewer, comment) and comment.visibility in (Visibility.PUBLIC, Visibility.PENDING)


def may_unretract(viewer: Viewer, comment: Comment) -> bool:
    """The author, as long as they may post, and moderators."""
    if comment.visibility != Visibility.RETRACTED:
        return False
    return viewer.is_moderator or (is_author(viewer, comment) and viewer.may_post)
