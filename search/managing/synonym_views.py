"""Pages under /search/manage/synonyms/, for managers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import for_managers
from search.actions.synonyms import Imported, add_synonym, delete_synonym, import_synonyms, switch_synonym
from search.managing.forms import WRONG_LINES, ImportForm, SynonymForm
from search.managing.reading import synonym_page
from search.models import Synonym
from search.synonyms import BadLine, exported

UNPROCESSABLE = 422
ALL = "all"  # how an address calls the lines of all languages


@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
def synonyms(request: HttpRequest) -> HttpResponse:
    """``?lang=&q=``: the lines of one language; ``q`` is a text to try. A POST adds a line."""
    lang = _lang(request)
    form = SynonymForm(request.POST or None, initial={"lang": lang})
    if request.method == "POST" and form.is_valid():
        try:
            added = add_synonym(form.cleaned_data["lang"], form.cleaned_data["line"], request.viewer)  # type: ignore[attr-defined]
        except BadLine as error:
            form.add_error("line", WRONG_LINES[error.code])
        else:
            messages.success(request, _("Saved. It works from the next search on."))
            return redirect(_address(added.lang))
    text = request.GET.get("q", "")[:200].replace("\x00", "").strip()
    context = {"page": synonym_page(lang, text), "form": form, "text": text, "lang": lang}
    return render(request, "search/manage/synonyms.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@for_managers
def switch(request: HttpRequest, synonym_id: int) -> HttpResponse:
    synonym = get_object_or_404(Synonym, pk=synonym_id)
    switch_synonym(synonym, request.viewer, on=request.POST.get("on") == "1")  # type: ignore[attr-defined]
    return redirect(_address(synonym.lang))


@require_POST
@for_managers
def delete(request: HttpRequest, synonym_id: int) -> HttpResponse:
    synonym = get_object_or_404(Synonym, pk=synonym_id)
    delete_synonym(synonym, request.viewer)  # type: ignore[attr-defined]
    messages.success(request, _("“%(line)s” is deleted.") % {"line": synonym.line})
    return redirect(_address(synonym.lang))


@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
def import_lines(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, initial={"lang": _lang(request)})
    if request.method == "POST" and form.is_valid():
        done = import_synonyms(form.cleaned_data["lang"], form.cleaned_data["text"], request.viewer)  # type: ignore[attr-defined]
        _tell(request, done)
        if not done.refused:
            return redirect(_address(form.cleaned_data["lang"]))
        refused = [(number, WRONG_LINES[code]) for number, code in done.refused]
        return render(request, "search/manage/import.html", {"form": form, "refused": refused}, status=UNPROCESSABLE)
    return render(request, "search/manage/import.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@for_managers
def export_lines(request: HttpRequest) -> HttpResponse:
    lang = _lang(request)
    response = HttpResponse("".join(f"{line}\n" for line in exported(lang)), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="synonyms-{lang or ALL}.txt"'
    return response


def _tell(request: HttpRequest, done: Imported) -> None:
    said = ngettext("%(n)d line was added.", "%(n)d lines were added.", done.added) % {"n": done.added}
    if done.known:
        said += " " + ngettext("%(n)d was there already.", "%(n)d were there already.", done.known) % {"n": done.known}
    messages.success(request, said)


def _lang(request: HttpRequest) -> str:
    given = request.GET.get("lang", "")
    if given == ALL:
        return ""
    viewer = request.viewer  # type: ignore[attr-defined]
    return given if given in ("es", "pt", "en") else viewer.language[:2]


def _address(lang: str) -> str:
    return f"{reverse('search:synonyms')}?lang={lang or ALL}"
