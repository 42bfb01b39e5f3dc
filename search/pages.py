"""What /search/ shows: filters read from the address, facets with their counts, and the addresses of other pages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.templatetags.ui import kind_of, language_name
from search.analysis import LANGUAGES
from search.explaining import sentences
from search.kinds import ANSWERED, narrowed
from search.request import DEEPEST, LONGEST_TEXT, SORTS, SearchRequest
from search.rules import WHY
from search.selectors import Results

PAGE_SIZE: Final = 10
MOST_VALUES: Final = 20  # of one filter
TAGS_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as its address says it. ``page`` counts from 1; ``journey`` ties it to what the visitor did before and does next."""

    text: str
    kinds: tuple[str, ...]
    langs: tuple[str, ...]
    tags: tuple[str, ...]
    solved: str
    sort: str
    page: int
    journey: str

    def request(self, prefer: str) -> SearchRequest:
        return SearchRequest(
            text=self.text,
            kinds=narrowed(self.kinds, self.solved),
            langs=self.langs,
            tags=self.tags,
            solved={"1": True, "0": False}.get(self.solved),
            sort=self.sort,  # type: ignore[arg-type]
            prefer=prefer,
            limit=PAGE_SIZE,
            offset=(self.page - 1) * PAGE_SIZE,
            facets=True,
        )

    def strictly(self, limit: int, audiences: tuple[str, ...], **more: Any) -> SearchRequest:
        """The same for feeds and alerts: the newest first, and nothing mended or let go."""
        plain = replace(self.request(""), facets=False, passages=False, prefer="", limit=limit, offset=0, sort="new")
        return replace(plain, audiences=audiences, strict=True, **more)

    def url(self, *, page: int = 1, text: str | None = None) -> str:
        values = {"q": self.text if text is None else text, "kind": self.kinds, "lang": self.langs, "tag": self.tags}
        rest = {"solved": self.solved, "sort": self.sort if self.sort != SORTS[0] else "", "page": page if page > 1 else ""}
        rest["journey"] = self.journey
        return "?" + urlencode({name: value for name, value in {**values, **rest}.items() if value}, doseq=True)

    def cleared(self) -> "Asked":
        """The same words without filters."""
        return Asked(self.text, (), (), (), "", self.sort, 1, self.journey)

    @property
    def filters(self) -> int:
        return len(self.kinds) + len(self.langs) + len(self.tags) + bool(self.solved)


def read(query: QueryDict, journey: str) -> Asked:
    """Whatever the address says: what can't be understood counts as not said."""
    sort, solved, page = query.get("sort", ""), query.get("solved", ""), query.get("page", "")
    return Asked(
        text=query.get("q", "")[:LONGEST_TEXT].replace("\x00", "").strip(),
        kinds=_values(query, "kind"),
        langs=_values(query, "lang"),
        tags=_values(query, "tag"),
        solved=solved if solved in ("0", "1") else "",
        sort=sort if sort in SORTS else SORTS[0],
        page=min(max(int(page), 1), DEEPEST // PAGE_SIZE) if page.isascii() and page.isdigit() and len(page) < 5 else 1,
        journey=journey,
    )


def facets(asked: Asked, results: Results) -> list[dict[str, Any]]:
    """The filter form, as `components/facet.html` wants it: only what would narrow the results, or does."""
    counts = results.facets or {}
    kinds = [
        {**option, "label": kind_of(option["value"])["label"], "icon": kind_of(option["value"])["icon"]}
        for option in _options(counts, "kind", asked.kinds)
        if not asked.solved or option["checked"] or option["value"] in ANSWERED
    ]
    langs = [{**option, "label": language_name(option["value"])} for option in _options(counts, "lang", asked.langs)]
    tags = _options(counts, "tag", asked.tags)[: max(TAGS_SHOWN, len(asked.tags))]
    form: list[dict[str, Any]] = [
        {"legend": _("What"), "name": "kind", "kind": "checkbox", "options": kinds},
        {"legend": _("Answer"), "name": "solved", "kind": "radio", "options": _solved(asked, counts)},
        {"legend": _("Topic"), "name": "tag", "kind": "checkbox", "options": tags},
        {"legend": _("Language"), "name": "lang", "kind": "checkbox", "options": langs},
    ]

    def narrows(option: dict[str, Any]) -> bool:
        return bool(option["value"]) and (option["checked"] or option["count"] < results.total)

    return [facet for facet in form if any(map(narrows, facet["options"]))]


def _solved(asked: Asked, counts: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    """Counts of questions: what is neither solved nor open is among all alone, and how many these are is not known while one filters."""
    of_kind, of_state = counts.get("kind", {}), counts.get("solved", {})
    solved, every = of_state.get("1", 0), sum(of_state.values())
    questions = every if asked.solved else sum(of_kind.get(kind, 0) for kind in ANSWERED if kind in (asked.kinds or ANSWERED))
    if not questions and not asked.solved:
        return []
    known = not asked.solved or asked.kinds == ANSWERED
    return [
        {"value": "", "label": _("All"), "count": every if known else None, "checked": not asked.solved},
        {"value": "1", "label": _("Solved"), "count": solved, "checked": asked.solved == "1"},
        {"value": "0", "label": _("Not solved yet"), "count": questions - solved, "checked": asked.solved == "0"},
    ]


def rows(asked: Asked, results: Results) -> list[dict[str, Any]]:
    """Rows for `components/question-row.html`; each link carries the journey, so that the page can ask whether it helped."""
    return [
        {
            "kind": row.card.kind,
            "url": f"{row.card.url}?{urlencode({'journey': asked.journey})}{f'#{row.anchor}' if row.anchor else ''}",
            "title_html": row.title_html,
            "section_html": row.section_html,
            "snippet_html": row.snippet_html,
            "state": row.card.state,
            "score": row.card.score,
            "tags": row.card.tags,
            "lang": row.card.lang,
            "created_at": row.card.created_at,
            "author_id": row.card.author_id,
            "why": sentences(row.why),
            "by_team": WHY in row.why,
        }
        for row in results.rows
    ]


def filter_words(kinds: Iterable[str], langs: Iterable[str], tags: Iterable[str], solved: str) -> list[str]:
    """Filters as people read them."""
    said = {"1": [_("Solved")], "0": [_("Not solved yet")]}.get(solved, [])
    return [*(str(kind_of(kind)["label"]) for kind in kinds), *said, *tags, *map(language_name, langs)]


def sorts(asked: Asked) -> list[dict[str, Any]]:
    """The orders, as `components/tabs.html` wants them."""
    labels = {"relevance": _("Most useful"), "new": _("Newest"), "votes": _("Most votes")}
    return [{"label": labels[sort], "url": replace(asked, sort=sort).url(), "current": sort == asked.sort} for sort in SORTS]


def _options(counts: dict[str, dict[str, int]], name: str, chosen: Iterable[str]) -> list[dict[str, Any]]:
    """The values there are, most frequent first; chosen ones always, first of all."""
    found = dict.fromkeys(chosen, 0) | counts.get(name, {})
    ordered = sorted(found, key=lambda value: (value not in chosen, -found[value], value))
    return [{"value": value, "label": value, "count": found[value], "checked": value in chosen} for value in ordered]


def _values(query: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:100] for value in query.getlist(name) if value.replace("\x00", "").strip()))[:MOST_VALUES]


def preferred(language: str) -> str:
    return language[:2] if language[:2] in LANGUAGES else ""
