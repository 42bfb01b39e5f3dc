"""What every resource of the API shares: problem+json errors, pages by cursor, scopes, repeatable POSTs, rate limits.

A view sets ``permission_classes = [HasScope("write:qa")]`` and asks ``request.viewer``, as a page does; `accounts.api` authenticates.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, pagination, permissions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from core.api_access import HasScope
from core.keyset import BadCursor, KeysetPage, page_of

__all__ = ["Conflict", "CursorPage", "HasScope", "IdempotentPostMixin", "ProblemError"]

PROBLEM = "application/problem+json"
PAGE_SIZE, LARGEST_PAGE = 20, 100


class ProblemError(exceptions.APIException):
    """Any refusal: ``ProblemError(409, "…", stale_version=3)``. ``more`` becomes members of the problem."""

    def __init__(self, status: int, detail: str, code: str = "", **more: Any) -> None:
        self.status_code = status
        self.more = more
        super().__init__(detail, code or HTTPStatus(status).name.lower())


class Conflict(ProblemError):
    """Somebody else was first, or the version seen is stale; ``more`` says what changed."""

    def __init__(self, detail: str, **more: Any) -> None:
        super().__init__(409, detail, **more)


def problem(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal is a problem of RFC 9457; what isn't a refusal stays an error 500."""
    if isinstance(exception, DjangoValidationError):
        exception = exceptions.ValidationError(getattr(exception, "message_dict", None) or exception.messages)
    response = exception_handler(exception, context)
    if response is None:
        return None
    body = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
        "detail": _("Check the marked fields.") if isinstance(exception, exceptions.ValidationError) else _detail(response.data),
        "instance": context["request"].path,
    }
    if isinstance(exception, exceptions.ValidationError):
        body["errors"] = list(_field_errors(exception.get_full_details()))
    if isinstance(exception, exceptions.APIException) and not isinstance(exception.get_codes(), dict | list):
        body["code"] = exception.get_codes()
    response.data = body | getattr(exception, "more", {})
    response.content_type = PROBLEM
    return response


def _detail(data: Any) -> str:
    return str(data.get("detail", "")) if isinstance(data, Mapping) else ""


def _field_errors(details: Any, pointer: str = "#"):
    """RFC 9457's example shape: where (a JSON pointer), what, and a stable code."""
    if isinstance(details, Mapping) and set(details) == {"message", "code"}:
        yield {"pointer": pointer, "detail": str(details["message"]), "code": details["code"]}
    elif isinstance(details, Mapping):
        for name, inner in details.items():
            yield from _field_errors(inner, pointer if name == "non_field_errors" else f"{pointer}/{name}")
    else:
        for index, inner in enumerate(details):
            leaf = isinstance(inner, Mapping) and set(inner) == {"message", "code"}
            yield from _field_errors(inner, pointer if leaf else f"{pointer}/{index}")


class CursorPage(pagination.BasePagination):
    """``{"next": url or null, "results": […]}``, ``?limit=`` up to 100. A view's ``ordering`` ends with a unique field (`core.keyset`)."""

    next_cursor = ""

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        ordering = getattr(view, "ordering", None) or ("-pk",)
        return self.read(request, lambda after, size: page_of(queryset, ordering, after=after, size=size))

    def read(self, request: Request, read_page: Callable[[str, int], KeysetPage]) -> list[Any]:
        """For a list with a selector of its own: ``read_page(after, size)``."""
        self.request = request
        try:
            page = read_page(request.query_params.get("cursor", ""), self._size(request))
        except BadCursor as error:
            raise exceptions.ValidationError({"cursor": [_("This cursor isn't from this list.")]}) from error
        self.next_cursor = page.next
        return page.rows

    def _size(self, request: Request) -> int:
        asked = request.query_params.get("limit", "")
        if not asked:
            return PAGE_SIZE
        if not asked.isascii() or not asked.isdecimal() or not 1 <= int(asked[:9]) <= LARGEST_PAGE:
            raise exceptions.ValidationError({"limit": [_("Between 1 and 100.")]})
        return int(asked)

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next_url(), "results": data})

    def _next_url(self) -> str | None:
        if not self.next_cursor:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = self.next_cursor
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": {"type": "string", "nullable": True, "format": "uri"}, "results": schema},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}, "description": "From `next`."},
            {
                "name": "limit",
                "in": "query",
                "required": False,
                "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
            },
        ]


class IdempotencyStore(Protocol):
    """Keeps what was answered to a key; `accounts.idempotency` provides it."""

    def begin(self, person_id: int, key: str, request_hash: str) -> Any | None:
        """A new record, or None when the key is taken."""

    def find(self, person_id: int, key: str) -> Any | None: ...

    def finish(self, record: Any, status: int, body: Any) -> None: ...

    def drop(self, record: Any) -> None: ...


_store: IdempotencyStore | None = None


def provide_idempotency(store: IdempotencyStore) -> None:
    global _store
    _store = store


class _Replay(Exception):
    def __init__(self, status: int, body: Any) -> None:
        self.status, self.body = status, body


class IdempotentPostMixin:
    """A POST that carries ``Idempotency-Key`` is done once; its repeats get the first answer. Stands before the view class.

    A server error and "too fast" forget the key, so the client may try again; while the first request runs, a repeat gets 409. Members
    named in ``said_once`` (secrets) are never stored: a repeat gets them empty.
    """

    said_once: tuple[str, ...] = ()
    _begun: Any = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        key = request.headers.get("Idempotency-Key", "")
        if request.method != "POST" or not key or request.user.pk is None or _store is None:
            return
        if len(key) > 200 or not key.isprintable():
            raise exceptions.ValidationError({"Idempotency-Key": [_("Up to 200 visible characters.")]})
        self._begun = _begin(_store, request, request.user.pk, key)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, _Replay):
            headers = {"Idempotent-Replayed": "true"}
            return Response(exc.body, exc.status, headers=headers, content_type=PROBLEM if exc.status >= 400 else None)
        try:
            return super().handle_exception(exc)  # type: ignore[misc]
        except Exception:
            if self._begun is not None and _store is not None:
                _store.drop(self._begun)
            raise

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        if self._begun is not None and _store is not None:
            if response.status_code >= 500 or response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                _store.drop(self._begun)
            else:
                body = json.loads(JSONRenderer().render(response.data) or "null")
                if isinstance(body, dict):
                    body |= {name: "" for name in self.said_once if name in body}
                _store.finish(self._begun, response.status_code, body)
        return response


def _begin(store: IdempotencyStore, request: Request, person_id: int, key: str) -> Any:
    fingerprint = _fingerprint(request)
    if begun := store.begin(person_id, key, fingerprint):
        return begun
    kept = store.find(person_id, key)
    if kept is None or kept.status is None:
        raise Conflict(_("The first request with this key is still running."))
    if kept.request_hash != fingerprint:
        raise ProblemError(422, _("This key was used for another request."))
    raise _Replay(kept.status, kept.body)


def _fingerprint(request: Request) -> str:
    """What the request asks for. A form is read field by field: its boundary differs from one sending to the next, and a file may be
    larger than what may stand in memory."""
    told = hashlib.sha256(request.get_full_path().encode() + b"\n")
    if not request.content_type.startswith("multipart/"):
        try:
            told.update(request.body)
        except RequestDataTooBig as error:
            raise ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("That is more than one request may send.")) from error
        return told.hexdigest()
    for name, values in sorted(request.data.lists()):
        for value in values:
            told.update(json.dumps([name, value.name, value.size] if isinstance(value, UploadedFile) else [name, value]).encode())
            if isinstance(value, UploadedFile):
                for chunk in value.chunks():
                    told.update(chunk)
                value.seek(0)
    return told.hexdigest()


NOT_FOUND = gettext_lazy("There is nothing at this address.")


class UnknownResource(APIView):
    """The last route under the API: a wrong address gets a problem, too, not a page."""

    schema = None
    permission_classes = [permissions.AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise exceptions.NotFound(NOT_FOUND)


def only_ours(endpoints: list[tuple[str, str, str, Any]]) -> list[tuple[str, str, str, Any]]:
    """Schema hook: our own API alone, without Wagtail's private one."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith(str(settings.SPECTACULAR_SETTINGS["SCHEMA_PATH_PREFIX"]))]


def describe_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Schema hook: every operation may answer with a problem."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = {
        "type": "object",
        "description": "RFC 9457 problem details.",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "instance": {"type": "string"},
            "code": {"type": "string"},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["pointer", "detail", "code"],
                    "properties": {name: {"type": "string"} for name in ("pointer", "detail", "code")},
                },
            },
        },
    }
    answer = {"description": "What went wrong", "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for operations in result.get("paths", {}).values():
        for operation in operations.values():
            if isinstance(operation, dict) and "responses" in operation:
                operation["responses"].setdefault("default", answer)
    return result
