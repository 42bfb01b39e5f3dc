"""Brings a StackExchange dump in: people, tags, questions, answers, comments, votes, duplicates, in this order.

Each file is streamed in small batches; what a batch needs from earlier ones (authors, threads) is looked up by foreign id, so memory stays
flat whatever the size of the dump. Acceptances alone are remembered: one entry for each accepted answer.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import uniform
from time import sleep
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError

from accounts.actions.import_people import PERSON, PersonRow, import_people
from accounts.models import User
from config.stackexchange import values
from config.stackexchange.reading import BrokenDump, Row, file_of, rows_of
from config.stackexchange.report import Part, Report
from config.stackexchange.values import Unusable
from core.imports import Outcome, Pace, known, tell_rest
from core.text import clean_line, plain
from qa.actions.import_answers import AnswerRow, import_answers
from qa.actions.import_comments import CommentRow, import_comments
from qa.actions.import_questions import DuplicateRow, QuestionRow, import_duplicates, import_questions
from qa.actions.import_votes import VoteRow, import_votes
from qa.models import ANSWER, QUESTION, Answer, Tag
from qa.tagging import clean, slug_of

FILES = ("Users", "Posts", "Comments", "Votes", "PostLinks", "Badges", "Tags")
NEEDED = "Posts"
PASSES = {"Posts": 2, "Votes": 2}
RETRIES = 12

Action = Callable[[str, Sequence[Any], Pace], Outcome]
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    source: str
    default_lang: str = "en"
    lang_tag_prefix: str = "locale-"


class Importer:
    """One run over one folder, into the questions; `config.stackexchange.forum` goes into a forum."""

    finder: "type[Finder]"

    def __init__(self, folder: Path, options: Options) -> None:
        self.source = options.source
        self.options = options
        self.report = Report()
        self.longest_hold = 0.0
        self._progress: Progress = lambda *_: None
        self._files = {name: file_of(folder, name) for name in FILES}
        self._accepted: dict[str, str] = {}
        self._accepted_on: dict[str, datetime] = {}

    def on_progress(self, tell: Progress) -> None:
        """``tell`` gets the name of a file and how many more of its bytes are behind."""
        self._progress = tell

    def total_bytes(self) -> int:
        return sum(file.stat().st_size * PASSES.get(name, 1) for name, file in self._files.items() if file)

    def run(self) -> Report:
        self.report.missing = [name for name, file in self._files.items() if not file]
        self._bring("Users", "people", self._person, self._import_people)
        self._read_acceptances()
        self._bring("Posts", "questions", self._question, import_questions, prepare=self._authors)
        self._bring("Posts", "answers", self._answer, import_answers, prepare=self._authors)
        self._bring("Comments", "comments", self._comment, import_comments, prepare=self._authors)
        self._bring("Votes", "votes", self._vote, import_votes)
        self._bring("PostLinks", "links", self._link, import_duplicates)
        self._tags()
        self._badges()
        return self.report

    @staticmethod
    def _import_people(source: str, rows: Sequence[PersonRow], pace: Pace) -> Outcome:
        return import_people(source, rows, pace)

    # Streams and batches

    def _rows(self, name: str) -> Iterator[Row]:
        """All rows of a file as far as it can be read."""
        file = self._files[name]
        if not file:
            return
        behind = 0

        def at(position: int) -> None:
            nonlocal behind
            self._progress(name, position - behind)
            behind = position

        try:
            yield from rows_of(file, at)
        except BrokenDump as fault:
            if str(fault) not in self.report.broken:
                self.report.broken.append(str(fault))

    def _bring(
        self,
        name: str,
        what: str,
        make: Callable[[Row, Any], Any],
        action: Action,
        prepare: "Callable[[Sequence[Row], Finder], None] | None" = None,
    ) -> None:
        """``make`` gives the action's row, None for what belongs to another part, or raises Unusable."""
        part, pace = self.report.part(what), Pace()
        rows = (row for row in self._rows(name) if name != "Posts" or _belongs(row, what, part))
        while batch := list(islice(rows, pace.size)):
            part.read += len(batch)
            found = self.finder(self.source, batch)
            if prepare:
                prepare(batch, found)
            ready: dict[str, Any] = {}
            for row in batch:
                foreign_id = row.get("Id", "").strip()[:64]
                try:
                    if values.needed(row, "Id") in ready:
                        raise Unusable("the same Id a second time")
                    ready[foreign_id] = make(row, found)
                except Unusable as reason:
                    part.skip(foreign_id or "?", str(reason))
            if ready:
                part.add(_again(action, self.source, list(ready.values()), pace))
        tell_rest(self.source)
        self.longest_hold = max(self.longest_hold, pace.longest)

    def _tags(self) -> None:
        """Tags are made with the questions that carry them; here they are only accounted for."""
        part, prefix = self.report.part("tags"), self.options.lang_tag_prefix
        for row in self._rows("Tags"):
            part.read += 1
            name = row.get("TagName", "")
            if prefix and name.startswith(prefix):
                part.skip(name, "names a language, which its questions have")
            elif Tag.objects.filter(slug=slug_of(clean(name))).exists():
                part.present += 1
            else:
                part.skip(name or "?", "no question carries it")

    def _badges(self) -> None:
        part = self.report.part("badges")
        for row in self._rows("Badges"):
            part.read += 1
            part.skip(row.get("Id", "?"), "badges are earned here by Plaza's own rules")

    def _read_acceptances(self) -> None:
        """When each answer was accepted: the votes say so."""
        for row in self._rows("Votes"):
            if row.get("VoteTypeId") == values.ACCEPTANCE and (on := values.date_if_any(row)):
                self._accepted_on[row.get("PostId", "")] = on

    # Rows

    def _person(self, row: Row, _: "_Found") -> PersonRow:
        joined = values.date(row)
        return PersonRow(
            foreign_id=values.needed(row, "Id"),
            name=clean_line(row.get("DisplayName", "")) or f"user{row['Id']}",
            language=self._language_of_people(),
            joined=joined,
            last_seen=values.date_or(row, "LastAccessDate", joined),
            bio=plain(row.get("AboutMe", "")),
        )

    def _question(self, row: Row, found: "_Found") -> QuestionRow:
        created = values.date(row)
        lang, tags = values.split_language(values.tags(row), self.options.lang_tag_prefix, self.options.default_lang)
        if accepted := row.get("AcceptedAnswerId"):
            self._accepted[row["Id"]] = accepted
        return QuestionRow(
            foreign_id=row["Id"],
            author_id=found.author(row),
            title=clean_line(values.needed(row, "Title")),
            html=row.get("Body", ""),
            lang=lang,
            tags=tags,
            score=values.number(row, "Score"),
            created_at=created,
            activity_at=values.date_or(row, "LastActivityDate", created),
            closed="ClosedDate" in row,
        )

    def _answer(self, row: Row, found: "_Found") -> AnswerRow:
        created = values.date(row)
        parent = values.needed(row, "ParentId")
        accepted = self._accepted.get(parent) == row["Id"]
        return AnswerRow(
            foreign_id=row["Id"],
            question_id=found.question(parent),
            author_id=found.author(row),
            html=row.get("Body", ""),
            score=values.number(row, "Score"),
            created_at=created,
            accepted_at=max(created, self._accepted_on.get(row["Id"], created)) if accepted else None,
        )

    def _comment(self, row: Row, found: "_Found") -> CommentRow:
        created = values.date(row)
        kind, post_id = found.post(row)
        return CommentRow(
            foreign_id=row["Id"],
            question_id=found.thread(post_id) if kind == ANSWER else post_id,
            answer_id=post_id if kind == ANSWER else None,
            author_id=found.author(row),
            text=values.needed(row, "Text"),
            score=values.number(row, "Score"),
            created_at=created,
        )

    def _vote(self, row: Row, found: "_Found") -> VoteRow:
        kind_of_vote = row.get("VoteTypeId", "")
        if kind_of_vote == values.ACCEPTANCE:
            raise Unusable("is the acceptance that its answer came with")
        if kind_of_vote not in values.VALUES:
            raise Unusable(f"{values.VOTE_TYPES.get(kind_of_vote, f'type {kind_of_vote}')}: Plaza has no such vote")
        kind, post_id = found.post(row)
        return VoteRow(row["Id"], kind, post_id, found.voter(row), values.VALUES[kind_of_vote], values.date(row))

    def _link(self, row: Row, found: "_Found") -> DuplicateRow:
        if row.get("LinkTypeId") != values.DUPLICATE_LINK:
            raise Unusable("a related question: search finds those itself")
        question_id, original_id = found.question(values.needed(row, "PostId")), found.question(values.needed(row, "RelatedPostId"))
        if question_id == original_id:
            raise Unusable("a duplicate of itself")
        return DuplicateRow(row["Id"], question_id, original_id)

    def _authors(self, batch: Sequence[Row], found: "Finder") -> None:
        """Somebody for every text: people who left stay by the name that the text carries."""
        nameless: dict[str, PersonRow] = {}
        for row in batch:
            if found.has_author(row) or not (written := values.date_if_any(row)):
                continue
            foreign_id, name = left_behind(row)
            nameless.setdefault(foreign_id, PersonRow(foreign_id, name, self._language_of_people(), joined=written))
        for person in nameless.values():
            self.report.notes.skip(person.name, "an author who is not in Users: made from the name that the text carries")
        if nameless:
            _again(import_people, self.source, list(nameless.values()), Pace())
            found.people |= known(self.source, PERSON, nameless)

    def _language_of_people(self) -> str:
        lang = self.options.default_lang
        return lang if lang in User.Language.values else settings.LANGUAGE_CODE


class Finder:
    """What a batch points to, looked up together: people, and in `look_up` what else."""

    def __init__(self, source: str, batch: Sequence[Row]) -> None:
        posts = {row.get(name, "") for row in batch for name in ("PostId", "ParentId", "RelatedPostId")} - {""}
        people = {row.get(name, "") for row in batch for name in ("OwnerUserId", "UserId")} - {""}
        people |= {left_behind(row)[0] for row in batch}
        self.people = known(source, PERSON, people)
        self.look_up(source, posts)

    def look_up(self, source: str, posts: set[str]) -> None:
        raise NotImplementedError

    def has_author(self, row: Row) -> bool:
        return _author_key(row) in self.people or left_behind(row)[0] in self.people

    def author(self, row: Row) -> int:
        return self.people.get(_author_key(row)) or self.people[left_behind(row)[0]]

    def voter(self, row: Row) -> int | None:
        return self.people.get(row.get("UserId", ""))


class _Found(Finder):
    """Questions and answers."""

    def look_up(self, source: str, posts: set[str]) -> None:
        self._questions = known(source, QUESTION, posts) if posts else {}
        self._answers = known(source, ANSWER, posts) if posts else {}
        self._threads = dict(Answer.objects.filter(pk__in=self._answers.values()).values_list("pk", "question_id")) if self._answers else {}

    def question(self, foreign_id: str) -> int:
        if foreign_id not in self._questions:
            raise Unusable("dangling: its question is not in the dump")
        return self._questions[foreign_id]

    def post(self, row: Row) -> tuple[str, int]:
        foreign_id = values.needed(row, "PostId")
        if foreign_id in self._questions:
            return QUESTION, self._questions[foreign_id]
        if foreign_id in self._answers:
            return ANSWER, self._answers[foreign_id]
        raise Unusable("dangling: its post is no question or answer of the dump")

    def thread(self, answer_id: int) -> int:
        return self._threads[answer_id]


Importer.finder = _Found


def _author_key(row: Row) -> str:
    return row.get("OwnerUserId") or row.get("UserId") or ""


def left_behind(row: Row) -> tuple[str, str]:
    """A foreign id and a name for an author whose account is gone."""
    name = clean_line(row.get("OwnerDisplayName") or row.get("UserDisplayName") or "")
    if not name:
        name = f"user{_author_key(row)}" if _author_key(row) else "anonymous"
    return f"name:{sha256(name.encode()).hexdigest()[:24]}", name


def _belongs(row: Row, what: str, part: Part) -> bool:
    kind = row.get("PostTypeId", "")
    if kind in {"1", "2"}:
        return kind == {"questions": "1", "topics": "1", "answers": "2", "posts": "2"}[what]
    if what in ("questions", "topics"):
        part.read += 1
        part.skip(row.get("Id", "?"), f"{values.POST_TYPES.get(kind, f'type {kind}')}: neither question nor answer")
    return False


def _again(action: Action, source: str, rows: list[Any], pace: Pace) -> Outcome:
    """Somebody else (a second import, a person who signs up) may take a name, an id or a lock in between: the batch is looked up anew."""
    for _ in range(RETRIES):
        try:
            return action(source, rows, pace)
        except (IntegrityError, OperationalError):
            sleep(uniform(0.01, 0.2))  # noqa: S311 - only so that two importers fall out of step
    return action(source, rows, pace)
