"""What stands on the server: two indices a generation behind aliases, and one row each for the clock and for who builds.

``documents`` and ``passages`` are the aliases that searches read and changes go to; ``building-documents`` and ``building-passages`` those
of the generation that a rebuild fills. Their names carry the layout, so two versions of Plaza may share a server during an upgrade.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from search.engines.elasticsearch_server import Missing, Server
from search.engines.generations import LAYOUT
from search.engines.protocol import EngineBusy, RebuildRunning
from search.rows import FILTERS

PARTS: Final = ("documents", "passages")
BUILDING: Final = "building"
PARTIAL: Final = "partial"
LEASE: Final = 30_000  # milliseconds for which a silent builder keeps others away
EPOCH: Final = 1_767_225_600_000  # 2026: where the clock's milliseconds begin

SPACES: Final = {"type": "text", "analyzer": "spaces"}  # rows arrive analysed (`search.rows`)
WORD: Final = {"type": "keyword", "norms": False}
KEPT: Final = {"type": "object", "enabled": False}
COMMON: Final = {"key": WORD, **dict.fromkeys(FILTERS, WORD), "codes": SPACES, "shown": KEPT, "version": {"type": "long"}}
FIELDS: Final[dict[str, dict[str, Any]]] = {
    "documents": {
        **COMMON,
        "title": SPACES,
        "body": SPACES,
        "words": {**WORD, "doc_values": False},  # the terms of ``body`` once each: only of keywords the server tells how one goes on
        "created": {"type": "long"},
        "votes": {"type": "long"},
    },
    "passages": {**COMMON, "text": SPACES},
}
ANALYSIS: Final = {"analyzer": {"spaces": {"type": "custom", "tokenizer": "whitespace"}}}
BUSY_BUILDING: Final = {"refresh_interval": "-1", "number_of_replicas": 0, "auto_expand_replicas": False}
IN_USE: Final = {"refresh_interval": "1s", "auto_expand_replicas": "0-1"}

_NEXT: Final = """
long now = ctx._now - params.epoch;
long last = ctx._source.containsKey('at') ? ((Number) ctx._source.at).longValue() : 0L;
ctx._source.at = last < now ? now : last + 1;
"""
_HOLD: Final = """
boolean held = ctx._source.containsKey('until') && ((Number) ctx._source.until).longValue() > ctx._now;
if ((held || params.renew) && ctx._source.holder != params.holder) { ctx.op = 'none' }
else { ctx._source.putAll(params.facts); ctx._source.holder = params.holder; ctx._source.until = ctx._now + params.lease; }
"""


@dataclass(frozen=True, slots=True)
class State:
    """The generations in use and being built, empty where there is none. ``stray``: indices that stand in the way of the one in use: half
    a generation, or one that somebody began while another was turned to.
    """

    current: str
    building: str
    stray: tuple[str, ...]

    @property
    def partial(self) -> bool:
        return self.current == PARTIAL


class Indices:
    """The indices of one site, whose names all begin with ``prefix``."""

    def __init__(self, server: Server, prefix: str):
        self.server = server
        self.prefix = prefix
        self._named = re.compile(rf"{re.escape(prefix)}-(\w+)-(documents|passages)-(\w+)")
        self._state_index = f"{prefix}-state"
        self._installed = False

    def alias(self, part: str, *, building: bool = False) -> str:
        return f"{self.prefix}-{LAYOUT}-{BUILDING + '-' if building else ''}{part}"

    def state(self) -> State:
        """What the aliases say now.

        Raises:
            Unavailable: the server doesn't answer.
        """
        try:
            found = self.server.read(lambda client: client.indices.get_alias(name=f"{self.prefix}-{LAYOUT}-*"))
        except Missing:
            return State("", "", ())
        current, building = (
            [{name for name, facts in found.items() if self.alias(part, building=new) in facts["aliases"]} for part in PARTS]
            for new in (False, True)
        )
        used = _generation_of(*current)
        stray = [name for names in current for name in names if not used or _generation(name) != used]
        return State(used, _generation_of(*building), tuple(sorted(stray)))

    def look(self) -> None:
        """Search what is in use, as a probe: aliases are told even by a server that can't read what they stand for.

        Raises:
            Missing: it isn't there.
            EngineBusy: no search of it is answered.
        """
        names = [self.alias(part) for part in PARTS]
        options: dict[str, Any] = {"size": 0, "terminate_after": 1, "allow_partial_search_results": False}
        self.server.read(lambda client: client.search(index=names, **options))

    def next(self) -> int:
        """The time of a change: milliseconds of the server's clock, more than any time it gave before."""
        self._install()
        asked: dict[str, Any] = {"script": {"source": _NEXT, "params": {"epoch": EPOCH}}, "scripted_upsert": True, "upsert": {}}
        return int(self._update("clock", asked)["get"]["_source"]["at"])

    def begin_partial(self) -> None:
        """Make the indices that changes go to while there are no others. Whoever else does it at the same moment makes the same."""
        self._install()
        if not self.state().current:
            for part in PARTS:
                self._create(self._index(part, PARTIAL), {"aliases": {self.alias(part): {}}, "settings": IN_USE})

    def begin_building(self) -> str:
        """Make the indices of a new generation; from now on changes go there too."""
        self._install()
        generation = f"{time.strftime('%Y%m%d%H%M%S', time.gmtime())}{uuid4().hex[:6]}"
        for part in PARTS:
            self._create(self._index(part, generation), {"settings": BUSY_BUILDING})
        actions: list[dict[str, Any]] = [
            {"add": {"index": self._index(part, generation), "alias": self.alias(part, building=True)}} for part in PARTS
        ]
        actions += [{"remove_index": {"index": name}} for name in self._indices(BUILDING)]
        self.server.write(lambda client: client.indices.update_aliases(actions=actions))
        return generation

    def use(self, generation: str) -> None:
        """Turn searches and changes to ``generation`` in one step; all others go."""
        ours = [self._index(part, generation) for part in PARTS]
        self.server.write(lambda client: client.indices.put_settings(index=ours, settings=IN_USE))
        self.refresh(*ours)
        actions: list[dict[str, Any]] = []
        for part, name in zip(PARTS, ours, strict=True):
            actions.append({"add": {"index": name, "alias": self.alias(part)}})
            actions.append({"remove": {"index": name, "alias": self.alias(part, building=True)}})
        actions += [{"remove_index": {"index": name}} for name in self._all() if name not in ours]
        self.server.write(lambda client: client.indices.update_aliases(actions=actions))

    def hold(self, holder: str, *, renew: bool = False, **facts: Any) -> dict[str, Any]:
        """Keep other builders away for `LEASE`; returns what the one who builds, or did last, wrote down with ``facts``.

        Raises:
            RebuildRunning: another one builds.
        """
        self._install()
        params = {"holder": holder, "lease": LEASE, "facts": facts, "renew": renew}
        asked: dict[str, Any] = {"script": {"source": _HOLD, "params": params}, "scripted_upsert": True, "upsert": {}}
        answer = self._update("build", asked)
        if answer["result"] == "noop":
            raise RebuildRunning("another build is under way")
        return dict(answer["get"]["_source"])

    def release(self, holder: str) -> None:
        script = {"source": "if (ctx._source.holder == params.holder) { ctx._source.until = 0L }", "params": {"holder": holder}}
        self._update("build", {"script": script, "upsert": {"holder": "", "until": 0}})

    def remove(self, names: Iterable[str]) -> None:
        if gone := list(names):
            self.server.write(lambda client: client.indices.delete(index=gone, ignore_unavailable=True))

    def refresh(self, *names: str) -> None:
        self.server.write(lambda client: client.indices.refresh(index=list(names)))

    def drop(self) -> None:
        """Remove everything of this site from the server."""
        gone = [*self._all(), self._state_index]
        self.server.write(lambda client: client.indices.delete(index=gone, ignore_unavailable=True))
        for name in (*(self.alias(part) for part in PARTS), self._state_index):
            self.server.write(lambda client, name=name: client.options(ignore_status=404).indices.delete_index_template(name=name))
        self._installed = False

    def _install(self) -> None:
        """Put the templates of this layout, once a process: the server makes the indices that match their names as they say."""
        if self._installed:
            return
        settings = {"number_of_shards": 1, "analysis": ANALYSIS, **IN_USE}
        for part in PARTS:
            mappings = {"dynamic": "strict", "_source": {"includes": ["key", "shown"]}, "properties": FIELDS[part]}
            self._template(self.alias(part), f"{self.alias(part)}-*", {"settings": settings, "mappings": mappings})
        self._template(self._state_index, self._state_index, {"settings": IN_USE, "mappings": {"dynamic": False}})
        self._create(self._state_index, {})
        self._installed = True

    def _template(self, name: str, pattern: str, template: dict[str, Any]) -> None:
        options: dict[str, Any] = {"index_patterns": [pattern], "priority": 500, "template": template}
        self.server.write(lambda client: client.indices.put_index_template(name=name, **options))

    def _create(self, name: str, options: dict[str, Any]) -> None:
        """Make an index, unless it is there."""
        self.server.write(lambda client: client.options(ignore_status=400).indices.create(index=name, **options))

    def _update(self, id: str, asked: dict[str, Any]) -> Any:
        options: dict[str, Any] = {"retry_on_conflict": 50, "source": True, **asked}
        try:
            return self.server.write(lambda client: client.update(index=self._state_index, id=id, **options))
        except Missing as error:
            self._installed = False
            raise EngineBusy("the index was dropped meanwhile") from error

    def _index(self, part: str, generation: str) -> str:
        return f"{self.alias(part)}-{generation}"

    def _indices(self, kind: str) -> Iterable[str]:
        """The indices behind the aliases of the generation that is being built."""
        try:
            found = self.server.read(lambda client: client.indices.get_alias(name=f"{self.prefix}-{LAYOUT}-{kind}-*"))
        except Missing:
            return ()
        return tuple(found)

    def _all(self) -> list[str]:
        """Every index of this site, of whatever layout, but the state's."""
        found = self.server.read(lambda client: client.indices.get_alias(index=f"{self.prefix}-*"))
        return [name for name in found if self._named.fullmatch(name)]


def _generation_of(documents: Iterable[str], passages: Iterable[str]) -> str:
    """The newest generation of which both indices are there, one that was built rather than begun; empty if there is none."""
    whole = set(map(_generation, documents)) & set(map(_generation, passages))
    return max(whole - {PARTIAL}, default=PARTIAL if PARTIAL in whole else "")


def _generation(index: str) -> str:
    return index.rpartition("-")[2]
