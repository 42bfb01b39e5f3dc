"""The demo's blog: posts in three languages and what readers said under them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from blog.actions.comment import comment
from blog.models import BlogIndexPage, BlogPostPage
from config.demo import clock
from config.demo.people import People
from config.demo.written import Facts
from core.text import render_markdown
from kb.writing import free_slug

TRUSTED = 4


def make_posts(posts: list[Facts], people: People, now: datetime) -> list[BlogPostPage]:
    """``posts`` stand oldest first."""
    blogs = {blog.locale.language_code: blog for blog in BlogIndexPage.objects.select_related("locale")}
    return [_make(facts, blogs[facts["lang"]], people, now) for facts in posts]


def _make(facts: Facts, blog: BlogIndexPage, people: People, now: datetime) -> BlogPostPage:
    author = User.objects.get(pk=people[facts["by"]].user_id)
    moment = clock.beginning(facts, now)
    with clock.at(moment):
        post = BlogPostPage(
            title=facts["title"],
            slug=free_slug(blog, facts["title"]),
            summary=facts["summary"],
            body=list(_blocks(facts["body"].strip())),
            date=moment,
            author=author,
            owner=author,
            locale=blog.locale,
        )
        post.tags.add(*facts["tags"])
        blog.add_child(instance=post)
        post.save_revision(user=author).publish()
    for said in facts.get("comments", []):
        moment += timedelta(hours=said["hours"])
        by = people.itself(said["by"]) if said.get("pending") else people[said["by"]]
        with clock.at(min(moment, now)):
            comment(post, by, said["body"])
    return post


def _blocks(body: str) -> Iterator[tuple[str, Any]]:
    """Markdown as an editor would have arranged it: headings and quotes apart, the rest as paragraphs."""
    for part in body.split("\n\n"):
        if part.startswith("## "):
            yield "heading", part.removeprefix("## ")
        elif part.startswith("> "):
            text, _dash, by = part.removeprefix("> ").partition(" — ")
            yield "quote", {"text": text, "by": by}
        else:
            yield "paragraph", render_markdown(part, trust=TRUSTED).html.strip()
