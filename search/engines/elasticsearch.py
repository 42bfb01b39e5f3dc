"""The engine for sites on several machines: Elasticsearch. While the server doesn't answer, `search.engines.standin` does."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, Generic, TypeVar
from uuid import uuid4

import structlog

from core.content import Document
from search.engines.elasticsearch_index import Indices
from search.engines.elasticsearch_reading import MOST_LANGUAGES, ElasticsearchLexicon, ElasticsearchReader, counted
from search.engines.elasticsearch_server import Missing, Server
from search.engines.elasticsearch_writing import TargetGone, write
from search.engines.protocol import Changes, EngineBusy, Lexicon
from search.engines.standin import Standin
from search.ranking import Searching
from search.request import SearchRequest
from search.results import Found, Readiness
from search.rows import rows

T = TypeVar("T")

log = structlog.get_logger(__name__)

STATE_SECONDS: Final = 1.0  # for which searches believe what the aliases said
LANGUAGES_SECONDS: Final = 30.0
TRIES: Final = 4  # of a change: its target vanishes while a rebuild ends, or has to be made first


class ElasticsearchEngine:
    """Implements `search.engines.protocol.Engine` on the indices whose names begin with ``prefix``. Safe to share between threads."""

    name = "elasticsearch"

    def __init__(self, server: Server, prefix: str, standin: Standin):
        self.indices = Indices(server, prefix)
        self._server = server
        self._standin = standin
        self._state = _Kept(self.indices.state, STATE_SECONDS)
        self._languages = _Kept(self._count_languages, LANGUAGES_SECONDS)

    def search(self, request: SearchRequest) -> Found:
        try:
            state = self._state.get()
            if not state.current:
                return Found(readiness=Readiness.MISSING)
            server = self._server.search()
            lexicon = ElasticsearchLexicon(server, self.indices, self._languages.get)
            found = Searching(ElasticsearchReader(server, self.indices), lexicon, request).found()
        except EngineBusy as error:
            log.warning("another index stands in for the search server", why=str(error))
            return replace(self._standin.search(request), readiness=Readiness.FALLBACK)
        except Missing:
            self._forget()
            return Found(readiness=Readiness.MISSING)
        self._standin.rest()
        return replace(found, readiness=Readiness.PARTIAL) if state.partial else found

    def update(self, keys: Iterable[str], load: Callable[[], Changes]) -> None:
        at = self.indices.next()
        changes = None
        for _ in range(TRIES):
            state = self.indices.state()
            if state.stray or not state.current:
                self.indices.remove(state.stray)
                self.indices.begin_partial()
                continue
            if changes is None:
                changes = load()
            try:
                for building in (False, True) if state.building else (False,):
                    write(self.indices, map(rows, changes.documents), changes.gone, at, building=building)
            except (TargetGone, Missing):
                continue
            self._forget()
            return
        raise EngineBusy("the index changes hands")

    def build(self, name: str | None = None) -> "ElasticsearchBuild":
        return ElasticsearchBuild(self.indices, name, self._forget)

    def readiness(self) -> Readiness:
        try:
            state = self.indices.state()
            if not state.current:
                return Readiness.MISSING
            self.indices.look()
        except Missing:
            return Readiness.MISSING
        except EngineBusy:
            return Readiness.FALLBACK
        return Readiness.PARTIAL if state.partial else Readiness.READY

    def count(self) -> int:
        documents = self.indices.alias("documents")
        try:
            return int(self._server.read(lambda client: client.count(index=documents, query={"exists": {"field": "kind"}}))["count"])
        except Missing:
            return 0

    def lexicon(self) -> Lexicon | None:
        try:
            known = self._state.get().current
        except EngineBusy:
            return self._standin.lexicon()
        return ElasticsearchLexicon(self._server, self.indices, self._languages.get, forgiving=True) if known else None

    def version(self) -> str:
        """The server's, such as ``8.19.0``."""
        return str(self._server.read(lambda client: client.info())["version"]["number"])

    def drop(self) -> None:
        self.indices.drop()
        self._forget()

    def _count_languages(self) -> dict[str, int]:
        asked = {"lang": {"terms": {"field": "lang", "size": MOST_LANGUAGES}}}
        documents = self.indices.alias("documents")
        return counted(self._server.read(lambda client: client.search(index=documents, aggs=asked, size=0)))["lang"]

    def _forget(self) -> None:
        self._state.forget()
        self._languages.forget()


class ElasticsearchBuild:
    """Implements `search.engines.protocol.Build`: a generation beside the one in use, to which changes go as well meanwhile.

    Its rows are as old as its beginning, so they never take the place of a change.
    """

    def __init__(self, indices: Indices, name: str | None, done: Callable[[], None]):
        self._indices = indices
        self._done = done
        self._holder = uuid4().hex
        noted = indices.hold(self._holder)
        self._open = True
        building = indices.state().building
        if building and building == name == noted.get("generation"):
            self.name, self._since = building, int(noted["since"])
        else:
            self.name = indices.begin_building()
            self._since = indices.next()
            self._renew()

    def add(self, documents: Iterable[Document]) -> bool:
        self._renew()
        try:
            write(self._indices, map(rows, documents), (), self._since, building=True, fresh=True)
        except (TargetGone, Missing) as error:
            raise EngineBusy("another build has begun, or the index was dropped") from error
        return True

    def finish(self, load: Callable[[tuple[str, ...]], Changes]) -> None:
        """Nothing has to be loaded: every change since the build began is in it."""
        self._renew()
        self._indices.use(self.name)
        self._done()
        self.close()

    def close(self) -> None:
        if self._open:
            self._open = False
            self._indices.release(self._holder)

    def _renew(self) -> None:
        self._indices.hold(self._holder, renew=True, generation=self.name, since=self._since)


class _Kept(Generic[T]):
    """What ``ask`` answered, for ``seconds``."""

    def __init__(self, ask: Callable[[], T], seconds: float):
        self._ask = ask
        self._seconds = seconds
        self._answer: tuple[float, T] | None = None

    def get(self) -> T:
        kept = self._answer
        if kept is None or kept[0] < time.monotonic():
            kept = self._answer = (time.monotonic() + self._seconds, self._ask())
        return kept[1]

    def forget(self) -> None:
        self._answer = None
