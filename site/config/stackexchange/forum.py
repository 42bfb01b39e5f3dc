"""Brings a StackExchange dump into a forum: its questions are topics; answers and comments are the posts in them, by their dates."""

from functools import partial

from config.stackexchange import values
from config.stackexchange.importer import Finder, Importer
from config.stackexchange.reading import Row
from config.stackexchange.report import Report
from config.stackexchange.values import Unusable
from core.imports import Pace, known
from core.text import clean_line
from forums.actions.import_topics import PostRow, TopicRow, forum_for, import_posts, import_topics, settle_imported
from forums.models import POST, TOPIC, Post

COMMENT = "comment:"


class TopicFinder(Finder):
    """What a batch points to: people, topics, and the topics of posts."""

    def look_up(self, source: str, posts: set[str]) -> None:
        self._topics = known(source, TOPIC, posts) if posts else {}
        replies = known(source, POST, posts) if posts else {}
        topics = dict(Post.objects.filter(pk__in=replies.values()).values_list("pk", "topic_id"))
        self._topics |= {foreign_id: topics[post_id] for foreign_id, post_id in replies.items()}

    def topic(self, foreign_id: str) -> int:
        if foreign_id not in self._topics:
            raise Unusable("dangling: its topic is not in the dump")
        return self._topics[foreign_id]


class ForumImporter(Importer):
    """One run over one folder."""

    finder = TopicFinder

    def run(self) -> Report:
        self.report.missing = [name for name, file in self._files.items() if not file]
        forum = forum_for(self.source, self.options.default_lang)
        self._bring("Users", "people", self._person, self._import_people)
        self._bring("Posts", "topics", self._topic, partial(import_topics, forum), prepare=self._authors)
        self._bring("Posts", "posts", self._reply, import_posts, prepare=self._authors)
        self._bring("Comments", "comments", self._remark, import_posts, prepare=self._authors)
        settle_imported(Pace())
        for name, why in (
            ("Votes", "the scores that posts come with say it"),
            ("PostLinks", "topics of a forum are not linked"),
            ("Tags", "topics of a forum carry no tags"),
            ("Badges", "badges are earned here by Plaza's own rules"),
        ):
            self._leave_out(name, why)
        return self.report

    def _leave_out(self, name: str, why: str) -> None:
        part = self.report.part(name.lower())
        for row in self._rows(name):
            part.read += 1
            part.skip(row.get("Id", "?"), why)

    def _topic(self, row: Row, found: TopicFinder) -> TopicRow:
        created = values.date(row)
        lang, _tags = values.split_language(values.tags(row), self.options.lang_tag_prefix, self.options.default_lang)
        return TopicRow(
            foreign_id=row["Id"],
            author_id=found.author(row),
            title=clean_line(values.needed(row, "Title")),
            html=row.get("Body", ""),
            lang=lang,
            score=values.number(row, "Score"),
            created_at=created,
            locked="ClosedDate" in row,
        )

    def _reply(self, row: Row, found: TopicFinder) -> PostRow:
        score, created = values.number(row, "Score"), values.date(row)
        topic_id = found.topic(values.needed(row, "ParentId"))
        return PostRow(row["Id"], topic_id, found.author(row), row.get("Body", ""), score, created)

    def _remark(self, row: Row, found: TopicFinder) -> PostRow:
        score, created = values.number(row, "Score"), values.date(row)
        topic_id = found.topic(values.needed(row, "PostId"))
        return PostRow(COMMENT + row["Id"], topic_id, found.author(row), values.needed(row, "Text"), score, created, markdown=True)
