"""``/dev/mail/``: the mail of a site that sends none yet, readable from this machine alone, while mail goes to files."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import wraps
from ipaddress import ip_address
from pathlib import Path

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path

FILES = "django.core.mail.backends.filebased.EmailBackend"
SHOWN = 100
_END = re.compile(rb"\n-{79}\n")
_NAME = re.compile(r"[\w-]+\.log")
_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP")

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Letter:
    name: str
    number: int
    mail: EmailMessage

    def part(self, kind: str) -> str:
        body = self.mail.get_body((kind,))
        return str(body.get_content()) if body else ""

    @property
    def text(self) -> str:
        return self.part("plain")

    @property
    def html(self) -> str:
        return self.part("html")


def only_here(view: View) -> View:
    """404 to everyone but a browser on this machine, and to all once mail goes out for real."""

    @wraps(view)
    def guarded(request: HttpRequest, **names: object) -> HttpResponseBase:
        if settings.EMAIL_BACKEND != FILES or not _is_local(request):
            raise Http404
        return view(request, **names)

    return guarded


def _is_local(request: HttpRequest) -> bool:
    """A proxy on this machine speaks for others, so what it forwards is not local."""
    if any(request.META.get(header) for header in _FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@only_here
def list_mail(request: HttpRequest) -> HttpResponse:
    files = sorted(_folder().glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)[:SHOWN]
    letters = [letter for file in files for letter in reversed(list(_letters(file)))]
    return render(request, "mail/dev/list.html", {"letters": letters})


@only_here
def show_mail(request: HttpRequest, name: str, number: int) -> HttpResponse:
    return render(request, "mail/dev/letter.html", {"letter": _letter(name, number)})


@only_here
@csp_replace({"default-src": [NONE], "style-src": ["'unsafe-inline'"], "img-src": ["https:", "data:"], "sandbox": ["allow-popups"]})  # type: ignore[arg-type]
def show_html(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The mail as a mail program shows it: no script, no form, no cookie of this site."""
    return HttpResponse(_letter(name, number).html)


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _letter(name: str, number: int) -> Letter:
    file = _folder() / name
    letters = list(_letters(file)) if _NAME.fullmatch(name) and file.is_file() else []
    if number >= len(letters):
        raise Http404
    return letters[number]


def _letters(file: Path) -> Iterator[Letter]:
    """A file holds all mails of one connection."""
    for number, raw in enumerate(part for part in _END.split(file.read_bytes()) if part.strip()):
        yield Letter(file.name, number, message_from_bytes(raw.lstrip(), policy=policy.default))


urlpatterns = [
    path("", list_mail, name="dev_mail"),
    path("<str:name>/<int:number>/", show_mail, name="dev_mail_letter"),
    path("<str:name>/<int:number>/html/", show_html, name="dev_mail_html"),
]
