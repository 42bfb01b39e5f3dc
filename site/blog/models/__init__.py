"""The blog room's tables: pages, comments, and what the company looks like."""

from blog.models.brand import Brand
from blog.models.comments import COMMENT, COMMENT_MAX, NO_LONGER_THERE, Comment, Visibility
from blog.models.pages import BlogIndexPage, GoneAddress, HomePage, LandingPage
from blog.models.posts import POST, BlogPostPage, Edition, PostTag

__all__ = [
    "COMMENT",
    "COMMENT_MAX",
    "NO_LONGER_THERE",
    "POST",
    "BlogIndexPage",
    "BlogPostPage",
    "Brand",
    "Comment",
    "Edition",
    "GoneAddress",
    "HomePage",
    "LandingPage",
    "PostTag",
    "Visibility",
]
