"""Small StackExchange dumps for tests, whole or broken."""

import gzip
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

USERS = [
    {"Id": "-1", "DisplayName": "Community"},
    {"Id": "1", "DisplayName": "Ana Ñandú", "AboutMe": "<p>Brews <b>beer</b></p><script>alert(1)</script>"},
    {"Id": "2", "DisplayName": "ana nandu"},
    {"Id": "3", "DisplayName": "\U0001f37a"},
]
POSTS = [
    {
        "Id": "1",
        "PostTypeId": "1",
        "OwnerUserId": "1",
        "Title": "¿Por qué el lúpulo?",
        "Body": "<h1>Hop</h1><p onclick='x()'>Why <a href='javascript:x()'>hops</a>?</p>",
        "Tags": "<hops><locale-pt-br>",
        "Score": "19",
        "AcceptedAnswerId": "3",
        "LastActivityDate": "2020-05-05T05:05:05.123",
    },
    {
        "Id": "2",
        "PostTypeId": "1",
        "OwnerUserId": "2",
        "Title": "And malt?",
        "Body": "<p>Malt?</p>",
        "Tags": "|hops|malt|",
        "ClosedDate": "2021-01-01T00:00:00",
    },
    {"Id": "3", "PostTypeId": "2", "ParentId": "1", "OwnerUserId": "2", "Body": "<p>Because.</p>", "Score": "5"},
    {"Id": "4", "PostTypeId": "2", "ParentId": "1", "OwnerDisplayName": "Someone who left", "Body": "<p>No.</p>", "Score": "-2"},
    {"Id": "5", "PostTypeId": "4", "OwnerUserId": "1", "Body": "excerpt"},
    {"Id": "6", "PostTypeId": "2", "ParentId": "999", "OwnerUserId": "1", "Body": "<p>Answer to nothing</p>"},
    {"Id": "7", "PostTypeId": "1", "OwnerUserId": "1", "Body": "<p>no title</p>"},
    {"Id": "8", "PostTypeId": "1", "OwnerUserId": "77", "Title": "By nobody known", "Body": "<p>x</p>", "CreationDate": "yesterday"},
]
COMMENTS = [
    {"Id": "1", "PostId": "1", "UserId": "2", "Text": "Good *question* <b>", "Score": "3"},
    {"Id": "2", "PostId": "3", "UserDisplayName": "Someone who left", "Text": "Indeed"},
    {"Id": "3", "PostId": "888", "UserId": "1", "Text": "to nothing"},
]
VOTES = [
    {"Id": "1", "PostId": "1", "VoteTypeId": "2", "CreationDate": "2020-01-03T00:00:00.000"},
    {"Id": "2", "PostId": "3", "VoteTypeId": "1", "CreationDate": "2020-02-02T00:00:00.000"},
    {"Id": "3", "PostId": "4", "VoteTypeId": "3", "CreationDate": "2020-01-03T00:00:00.000", "UserId": "1"},
    {"Id": "4", "PostId": "4", "VoteTypeId": "3", "CreationDate": "2020-01-03T00:00:00.000", "UserId": "1"},
    {"Id": "5", "PostId": "1", "VoteTypeId": "5", "CreationDate": "2020-01-03T00:00:00.000", "UserId": "1"},
    {"Id": "6", "PostId": "777", "VoteTypeId": "2", "CreationDate": "2020-01-03T00:00:00.000"},
]
LINKS = [
    {"Id": "1", "PostId": "2", "RelatedPostId": "1", "LinkTypeId": "3"},
    {"Id": "2", "PostId": "1", "RelatedPostId": "2", "LinkTypeId": "1"},
    {"Id": "3", "PostId": "1", "RelatedPostId": "555", "LinkTypeId": "3"},
]
BADGES = [{"Id": "1", "UserId": "1", "Name": "Autobiographer"}]
TAGS = [{"Id": "1", "TagName": "hops"}, {"Id": "2", "TagName": "unused"}, {"Id": "3", "TagName": "locale-pt-br"}]
ALL = {"Users": USERS, "Posts": POSTS, "Comments": COMMENTS, "Votes": VOTES, "PostLinks": LINKS, "Badges": BADGES, "Tags": TAGS}


def xml(name: str, rows: list[dict[str, Any]]) -> str:
    def attributes(row: dict[str, Any]) -> str:
        return " ".join(f"{key}={quoteattr(str(value))}" for key, value in ({"CreationDate": "2020-01-02T03:04:05.678"} | row).items())

    lines = "\n".join(f"  <row {attributes(row)} />" for row in rows)
    return f'\ufeff<?xml version="1.0" encoding="utf-8"?>\n<{name.lower()}>\n{lines}\n</{name.lower()}>\n'


def write(folder: Path, *, packed: bool = False, **files: list[dict[str, Any]] | str | bytes) -> Path:
    """A folder with one file for each name: rows, or the text or bytes themselves."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        raw = xml(name, content) if isinstance(content, list) else content
        raw = raw.encode() if isinstance(raw, str) else raw
        (folder / f"{name}.xml{'.gz' if packed else ''}").write_bytes(gzip.compress(raw) if packed else raw)
    return folder
