"""The Elasticsearch server: every request goes through here, with a time limit, a few retries and a circuit breaker.

Nothing else knows the client's errors. A server that fails `FAILURES` times in a row is left alone for `REST` seconds, so that no visitor
waits for it; then one request tries whether it is back. Reading and writing fail apart: a full disk refuses changes and answers searches.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

import stamina
import structlog
from elastic_transport import TextApiResponse
from elasticsearch import (
    ApiError,
    ConnectionTimeout,
    Elasticsearch,
    NotFoundError,
    OrjsonSerializer,
    TransportError,
    UnsupportedProductError,
)
from elasticsearch.helpers import streaming_bulk
from pybreaker import STATE_CLOSED, CircuitBreaker, CircuitBreakerError

from search.engines.protocol import EngineBusy, Unavailable

log = structlog.get_logger(__name__)

T = TypeVar("T")

FAILURES: Final = 3
REST: Final = 5.0
READ_ATTEMPTS: Final = 2  # the first request on a connection that the server has closed fails at once
WRITE_ATTEMPTS: Final = 4
WRITE_SECONDS: Final = 60.0
BULK_BYTES: Final = 8_000_000
SEARCH_LIMITS: Final = 2  # a whole search, of some eight requests, may take so many times as long as one request
NOT_NOW: Final = frozenset({401, 403, 408, 429})  # it won't answer, whatever was asked; nor with a redirection, or a status from 500


class Refused(Unavailable):
    """The server can't be reached, and said so at once: asking again costs nothing."""


class Rejected(EngineBusy):
    """The server answers, but not this request."""


class Resting(Unavailable):
    """The server failed a moment ago and is left alone."""


class Missing(LookupError):
    """What was asked for isn't there: an index, an alias, a row."""


class Server:
    """One cluster. ``seconds``: how long one request of a search may take; ``rest``: how long a failing server is left alone. Safe to share
    between threads.
    """

    def __init__(self, urls: list[str], *, seconds: float, rest: float = REST, **options: Any):
        self._seconds = seconds
        self._client = Elasticsearch(urls, request_timeout=seconds, max_retries=0, serializer=OrjsonSerializer(), **options)
        self._patient = self._client.options(request_timeout=WRITE_SECONDS)
        self._reading, self._writing = _Line(rest), _Line(rest)

    def read(self, ask: Callable[[Elasticsearch], T], *, seconds: float | None = None) -> T:
        """What ``ask`` gets from the client, within ``seconds`` if that is less than one request may take.

        Raises:
            Unavailable: no answer in time.
            Missing: the index isn't there.
            Rejected: the server doesn't take the request.
        """
        hurried = seconds is not None and seconds < self._seconds
        client = self._client.options(request_timeout=seconds) if hurried else self._client
        for attempt in stamina.retry_context(on=Refused, attempts=READ_ATTEMPTS, wait_initial=0.02, wait_jitter=0.02):
            with attempt:
                return self._reading.call(lambda: ask(client))
        raise AssertionError

    def search(self) -> "Search":
        """Begin a search."""
        return Search(self, SEARCH_LIMITS * self._seconds)

    def write(self, ask: Callable[[Elasticsearch], T]) -> T:
        """The same with patience. ``ask`` may be called several times: it must bear that."""
        try:
            for attempt in stamina.retry_context(on=_worth_a_wait, attempts=WRITE_ATTEMPTS, wait_initial=0.1, wait_max=2.0):
                with attempt:
                    return self._writing.call(lambda: ask(self._patient))
        except (Refused, Resting) as error:
            raise Unavailable(str(error)) from error
        raise AssertionError

    def bulk(self, alias: str, actions: Iterable[dict[str, Any]]) -> Iterator[tuple[int, str]]:
        """Status and id of each action (the helpers' dictionaries) on ``alias``, in order; 404 where there is no such alias any more."""
        kept = list(actions)
        options: dict[str, Any] = {"index": alias, "require_alias": True, "raise_on_error": False}
        answers = self.write(lambda client: list(streaming_bulk(client, kept, chunk_size=2_000, max_chunk_bytes=BULK_BYTES, **options)))
        for _, answer in answers:
            [result] = answer.values()
            if result["status"] not in {200, 201, 404, 409}:
                log.error("row refused", id=result["_id"], error=result.get("error"))
                raise (Unavailable if _is_not_now(result["status"]) else Rejected)(f"{result['_id']}: status {result['status']}")
            yield result["status"], result["_id"]


class Search:
    """The requests of one search, which together have ``seconds``: a server that answers each of them late would keep a reader waiting."""

    def __init__(self, server: Server, seconds: float):
        self._server = server
        self._until = time.monotonic() + seconds

    def read(self, ask: Callable[[Elasticsearch], T]) -> T:
        """As `Server.read`."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise Unavailable("its answers come too late")
        return self._server.read(ask, seconds=left)


class _Line:
    """One circuit breaker's requests."""

    def __init__(self, rest: float):
        # It holds its lock while it calls, so it is told how requests went, and makes only those that try a resting server.
        self._breaker = CircuitBreaker(fail_max=FAILURES, reset_timeout=rest, exclude=[_is_answer], throw_new_error_on_trip=False)
        self._trying = threading.Lock()

    def call(self, ask: Callable[[], T]) -> T:
        if self._breaker.current_state == STATE_CLOSED:
            try:
                answer = _translated(ask)
            except Unavailable as error:
                self._breaker.call(_again, error)
                raise
            self._breaker.call(_nothing)
            return answer
        if not self._trying.acquire(blocking=False):
            raise Resting("the server rests")
        try:
            return self._breaker.call(_translated, ask)
        except CircuitBreakerError as error:
            raise Resting("the server rests") from error
        finally:
            self._trying.release()


def _translated(ask: Callable[[], T]) -> T:
    """``ask()`` with the client's errors in our words."""
    try:
        answer = ask()
    except NotFoundError as error:
        raise Missing(str(error)) from error
    except UnsupportedProductError as error:  # some other server's answer
        raise Unavailable(str(error)) from error
    except ApiError as error:
        raise (Unavailable if _is_not_now(error.status_code) else Rejected)(f"status {error.status_code}: {error.error}") from error
    except TransportError as error:
        failure = Unavailable if isinstance(error, ConnectionTimeout) else Refused
        raise failure(type(error).__name__) from error
    if isinstance(answer, TextApiResponse):  # the client asks once whether it speaks to Elasticsearch, and then takes any page for it
        raise Unavailable("an answer without JSON")
    return answer


def _is_not_now(status: int) -> bool:
    return status >= 500 or status in NOT_NOW or 300 <= status < 400


def _worth_a_wait(error: Exception) -> bool:
    return isinstance(error, Unavailable) and not isinstance(error, Resting)


def _is_answer(error: BaseException) -> bool:
    return not isinstance(error, Unavailable)


def _again(error: Exception) -> None:
    raise error


def _nothing() -> None: ...
