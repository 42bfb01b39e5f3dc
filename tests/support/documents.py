"""Documents as the rooms would make them, for tests of the engines."""

from datetime import UTC, datetime, timedelta

from core.content import Document, Part

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def document(
    id: int,
    title: str,
    lang: str = "es",
    *texts: str,
    accepted: str = "",
    audiences: tuple[str, ...] = ("public",),
    tags: tuple[str, ...] = (),
    score: int = 0,
    solved: bool | None = None,
    age: int = 0,
    revision: int = 1,
    kind: str = "qa.question",
) -> Document:
    """A question with ``texts``, and ``accepted`` as its accepted answer; ``age`` in days."""
    parts = [Part("question", text, f"{kind}:{id}") for text in texts]
    if accepted:
        parts.append(Part("answer", accepted, f"qa.answer:{id}", accepted=True))
    return Document(
        kind=kind,
        id=id,
        revision=revision,
        lang=lang,
        title=title,
        parts=tuple(parts),
        tags=tags,
        solved=bool(accepted) if solved is None else solved,
        score=score,
        created_at=NOW - timedelta(days=age),
        updated_at=NOW,
        audiences=audiences,
    )
