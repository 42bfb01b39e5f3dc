"""A community moves in: whole, broken, twice."""

import gzip
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.models import User
from core.models import EventRow, ImportedRef
from core.text import render_html
from qa.models import Answer, Comment, Question, Tag, Vote
from tests.support import dumps
from tests.support.payloads import active

pytestmark = pytest.mark.django_db


def bring(folder, *options):
    out = StringIO()
    call_command("import_stackexchange", str(folder), *options, "-v0", stdout=out)
    return out.getvalue()


def fails(folder, *options):
    out = StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("import_stackexchange", str(folder), *options, "-v0", stdout=out)
    return f"{out.getvalue()}\n{failure.value}"


@pytest.fixture
def dump(tmp_path):
    return dumps.write(tmp_path / "brewers", **dumps.ALL)


def everything():
    tables = (User, Question, Answer, Comment, Vote, Tag, ImportedRef, EventRow, Question.tags.through)
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}


def local(kind, foreign_id):
    return ImportedRef.objects.get(kind=kind, foreign_id=foreign_id).local_id


def test_questions_keep_what_they_were(dump):
    bring(dump)

    question = Question.objects.get(pk=local("qa.question", "1"))
    assert (question.title, question.lang, question.score, question.state) == ("¿Por qué el lúpulo?", "pt", 19, "solved")
    assert question.author.display_name == "Ana Ñandú"
    assert question.created_at == question.published_at == datetime(2020, 1, 2, 3, 4, 5, 678000, UTC)
    assert question.activity_at == datetime(2020, 5, 5, 5, 5, 5, 123000, UTC)
    assert [tag.name for tag in question.tags.all()] == ["hops"]
    assert (question.answer_count, question.accepted_id) == (2, local("qa.answer", "3"))
    assert (question.accepted_at, question.accepted_by) == (datetime(2020, 2, 2, tzinfo=UTC), question.author)
    assert active(question.body_html) == []
    assert question.body_html == render_html(question.body_source).html
    assert question.body_text == "Hop:\nWhy hops?"


def test_answers_comments_votes_and_duplicates_keep_what_they_were(dump):
    bring(dump)

    answer, other = Answer.objects.order_by("pk")
    assert (answer.score, other.score, other.author.display_name) == (5, -2, "Someone who left")
    on_question, on_answer = Comment.objects.order_by("pk")
    assert (on_question.answer, on_question.score, on_question.body_text) == (None, 3, "Good question <b>")
    assert (on_answer.answer, on_answer.question, on_answer.author) == (answer, answer.question, other.author)
    assert list(Vote.objects.order_by("pk").values_list("kind", "object_id", "voter_id", "value")) == [
        ("qa.question", answer.question_id, None, 1),
        ("qa.answer", other.pk, answer.question.author_id, -1),
    ]
    duplicate = Question.objects.get(title="And malt?")
    assert (duplicate.state, duplicate.duplicate_of) == ("duplicate", answer.question)
    assert dict(Tag.objects.values_list("name", "count")) == {"hops": 2, "malt": 1}


def test_people_come_without_address_and_password(dump, client):
    bring(dump)

    ana, second, beer = (User.objects.get(pk=local("accounts.person", number)) for number in "123")
    assert (ana.username, second.username) == ("Ana-Nandu", "ana-nandu-2")
    assert (ana.bio, ana.email, ana.imported, ana.has_usable_password()) == ("Brews beer", "", True, False)
    assert ana.date_joined == datetime(2020, 1, 2, 3, 4, 5, 678000, UTC)
    assert beer.display_name == "\U0001f37a"
    assert client.get(beer.get_absolute_url()).status_code == 200


def test_the_report_accounts_for_every_row(dump):
    report = bring(dump)

    for line in (
        "questions skipped: 1 × tag excerpt: neither question nor answer (5)",
        "questions skipped: 1 × no Title (7)",
        "questions skipped: 1 × no valid CreationDate (8)",
        "answers skipped: 1 × dangling: its question is not in the dump (6)",
        "comments skipped: 1 × dangling: its post is no question or answer of the dump (3)",
        "votes skipped: 1 × is the acceptance that its answer came with (2)",
        "votes skipped: 1 × the same person's second vote on one post (4)",
        "votes skipped: 1 × bookmark: Plaza has no such vote (5)",
        "links skipped: 1 × a related question: search finds those itself (2)",
        "links skipped: 1 × dangling: its question is not in the dump (3)",
        "badges skipped: 1 × badges are earned here by Plaza's own rules (1)",
        "tags skipped: 1 × no question carries it (unused)",
        "note: 1 × an author who is not in Users: made from the name that the text carries (Someone who left)",
    ):
        assert line in report
    rows = [line.split() for line in report.splitlines() if line.split()[0] in PARTS and line.split()[1] != "skipped:"]
    assert [name for name, *_ in rows] == PARTS
    for _, read, made, here, skipped in rows:
        assert int(read) == int(made) + int(here) + int(skipped)


PARTS = ["people", "questions", "answers", "comments", "votes", "links", "tags", "badges"]


def test_a_second_run_changes_nothing(dump):
    bring(dump)
    before = everything()

    report = bring(dump)

    assert "Nothing new." in report
    assert everything() == before


def test_what_people_changed_since_is_left_alone(dump):
    bring(dump)
    Question.objects.filter(duplicate_of=None).update(title="Better title", accepted=None, state="open")

    bring(dump)

    assert Question.objects.filter(title="Better title", accepted=None, state="open").exists()


def test_a_newer_dump_adds_what_is_new(dump):
    bring(dump)
    later = {"Id": "9", "PostTypeId": "2", "ParentId": "1", "OwnerUserId": "3", "Body": "<p>Later.</p>"}
    dumps.write(dump, Posts=[*dumps.POSTS, later])

    bring(dump)

    assert Question.objects.get(pk=local("qa.question", "1")).answer_count == 3


def test_two_communities_with_the_same_ids_stay_apart(dump, tmp_path):
    bring(dump)
    bring(dumps.write(tmp_path / "bakers", packed=True, **dumps.ALL))

    assert Question.objects.count() == 4
    assert User.objects.filter(display_name="Ana Ñandú").count() == 2
    assert dict(Tag.objects.values_list("name", "count")) == {"hops": 4, "malt": 2}


def test_options_name_the_source_and_the_languages(dump):
    bring(dump, "--source", "old site", "--default-lang", "es", "--lang-tag-prefix", "")

    assert set(ImportedRef.objects.values_list("source", flat=True)) == {"old site"}
    assert set(Question.objects.values_list("lang", flat=True)) == {"es"}
    assert Tag.objects.filter(name="locale-pt-br").exists()
    assert set(User.objects.values_list("language", flat=True)) == {"es"}


def test_nothing_comes_of_it_but_search_and_points(dump, deliver_all):
    from crm_sync.actions.ask_if_solved import ask_waiting, open_overdue
    from crm_sync.models import Case
    from moderation.models import ReviewItem

    bring(dump)
    deliver_all()
    ask_waiting()
    open_overdue()
    deliver_all()

    assert (mail.outbox, Case.objects.count(), ReviewItem.objects.count()) == ([], 0, 0)
    assert set(EventRow.objects.values_list("name", flat=True)) == {"core.content_imported"}
    assert not Question.objects.exclude(visibility="public").exists()


def test_events_cover_every_row(dump, monkeypatch):
    monkeypatch.setattr("core.imports.TOLD_AT_ONCE", 2)

    bring(dump)

    told = [row.payload for row in EventRow.objects.all()]
    for kind, model in {"qa.question": Question, "qa.answer": Answer, "qa.comment": Comment, "qa.vote": Vote}.items():
        covered = {number for one in told if one["kind"] == kind for number in range(one["first_id"], one["last_id"] + 1)}
        assert covered >= set(model.objects.values_list("pk", flat=True))
    assert not ImportedRef.objects.filter(kind__startswith="untold").exists()


# Broken input


def test_broken_xml_is_told_with_its_line_and_what_came_before_stands(tmp_path):
    posts = dumps.xml("Posts", dumps.POSTS).splitlines(keepends=True)
    broken = "".join([*posts[:4], '  <row Id="3" PostTypeId="2" Body="<p>" />\n', *posts[5:]])
    folder = dumps.write(tmp_path / "broken", Users=dumps.USERS, Posts=broken)

    report = fails(folder)

    assert "Posts.xml: broken XML in line 5" in report
    assert report.count("broken XML") == 1
    assert Question.objects.count() == 2


def test_a_mended_dump_goes_on_where_the_broken_one_ended(tmp_path):
    whole = dumps.xml("Posts", dumps.POSTS)
    folder = dumps.write(tmp_path / "brewers", **{**dumps.ALL, "Posts": whole[: whole.index('Id="4"')]})
    assert "Posts.xml: broken XML in line" in fails(folder)

    report = bring(dumps.write(folder, Posts=whole))

    assert (Question.objects.count(), Answer.objects.count(), Comment.objects.count(), Vote.objects.count()) == (2, 2, 2, 2)
    assert "Nothing new" not in report


def test_a_truncated_gzip_is_told(tmp_path):
    rows = [{**dumps.POSTS[0], "Id": str(number), "Body": f"<p>{number * 7919 % 1000003}</p>" * 40} for number in range(1, 1200)]
    folder = dumps.write(tmp_path / "cut", Users=dumps.USERS)
    packed = gzip.compress(dumps.xml("Posts", rows).encode())
    (folder / "Posts.xml.gz").write_bytes(packed[: len(packed) * 3 // 4])

    report = fails(folder)

    assert "Posts.xml.gz: the gzip file is cut off before its end" in report
    assert 100 < Question.objects.count() < 1199


@pytest.mark.parametrize(
    "content, told",
    [
        (b"", "broken XML"),
        (b"not xml", "broken XML in line 1"),
        (b"\x00\x01\x02", "broken XML"),
        (b'<posts><row Id="1" PostTypeId="1"', "broken XML"),
        (b'<!DOCTYPE a [<!ENTITY b "b">]><posts><row Id="&b;"/></posts>', "declares a document type"),
        (b'<posts><row Id="\xff\xfe"/></posts>', "broken XML"),
    ],
)
def test_what_is_no_dump_is_told(tmp_path, content, told):
    folder = dumps.write(tmp_path / "odd", Users=dumps.USERS, Posts=content)

    assert told in fails(folder)
    assert not Question.objects.exists()


def test_a_file_that_is_no_gzip_is_told(tmp_path):
    folder = dumps.write(tmp_path / "odd", Users=dumps.USERS)
    (folder / "Posts.xml.gz").write_bytes(b"plain")

    assert "not a sound gzip file" in fails(folder)


def test_characters_that_xml_forbids_end_no_import(tmp_path):
    posts = dumps.xml("Posts", dumps.POSTS).replace("And malt?", "And&#x1F; malt&#0;?\x0b")
    bring(dumps.write(tmp_path / "real", Users=dumps.USERS, Posts=posts))

    assert Question.objects.filter(title="And malt ?").exists()


def test_rows_that_make_no_sense_are_skipped_one_by_one(tmp_path):
    good = {**dumps.POSTS[0], "Id": "50"}
    odd = [
        good,
        good,
        {**good, "Id": ""},
        {**good, "Id": "51", "Score": "many"},
        {**good, "Id": "52", "CreationDate": ""},
        {**good, "Id": "53", "Body": "x" * 300_001},
        {**good, "Id": "54", "Score": "9" * 30, "Tags": "<" + "t" * 400 + "><é><E>", "Title": "T" * 2000},
        {**good, "Id": "55", "CreationDate": "0001-01-01T00:00:00+14:00"},
        {"PostTypeId": "1"},
        {"Id": "56"},
    ]

    report = bring(dumps.write(tmp_path / "odd", Users=dumps.USERS, Posts=odd))

    assert Question.objects.count() == 2
    for why in ("the same Id a second time", "no Id", "Score is no number", "no valid CreationDate", "text too long", "type : neither"):
        assert why in report


@pytest.mark.parametrize(
    "files, told", [({}, "holds no Posts.xml"), ({"dump.7z": b""}, "unpack the .7z archive first"), (None, "is not a folder")]
)
def test_a_folder_without_a_dump_is_told(tmp_path, files, told):
    folder = tmp_path / "empty"
    if files is not None:
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)

    assert told in fails(folder)


# A genuine dump


@pytest.mark.slow
def test_a_genuine_dump_comes_whole(test_data):
    report = bring(test_data / "community" / "bicycles-meta")

    assert (Question.objects.count(), Answer.objects.count()) == (453, 971)
    assert Question.objects.filter(accepted__isnull=False).count() == 157
    assert Vote.objects.count() == 5136 + 281 - _dangling_votes(report)
    for question in Question.objects.prefetch_related("answers"):
        assert question.answer_count == question.answers.count()


def _dangling_votes(report):
    [line] = [line for line in report.splitlines() if line.startswith("votes skipped") and "dangling" in line]
    return int(line.split()[2].replace(",", ""))
