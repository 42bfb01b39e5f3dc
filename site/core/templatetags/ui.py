"""What components need of Python: icons, form controls, states of a question, dates and numbers in the reader's language."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol
from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_from_path, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.form_token import form_token

register = template.Library()

# Latin America first: numbers and dates as they are written there.
LOCALES = {"es": "es_419", "pt": "pt_BR", "en": "en"}
DATES = {"en": "MMM d, y"}  # as its long dates; elsewhere the day comes first

# state of a question (or visibility of any content) -> word, icon, modifier of `.pill` and `.state`
STATES: dict[str, tuple[Any, str, str]] = {
    "open": (pgettext_lazy("question", "Open"), "plaza-open", ""),
    "answered": (_("With answers"), "plaza-answered", ""),
    "solved": (pgettext_lazy("question", "Solved"), "plaza-solved", "solved"),
    "needs_info": (_("Needs information"), "plaza-needs", "warning"),
    "duplicate": (pgettext_lazy("question", "Duplicate"), "copy", "quiet"),
    "closed": (pgettext_lazy("question", "Closed"), "plaza-closed", "quiet"),
    "archived": (pgettext_lazy("question", "Archived"), "lock", "quiet"),
    "pending": (_("Waiting for review"), "clock", "warning"),
    "hidden": (_("Hidden"), "eye", "danger"),
    "refused": (_("Not published"), "x", "danger"),
    "retracted": (_("Taken back"), "undo-2", "quiet"),
}

KINDS: dict[str, tuple[Any, str]] = {
    "qa.question": (_("Question"), "message-circle"),
    "qa.answer": (_("Answer"), "reply"),
    "qa.comment": (_("Comment"), "messages-square"),
    "kb.article": (_("Guide"), "book-open"),
    "blog.post": (_("Blog post"), "file-text"),
    "blog.comment": (_("Comment"), "messages-square"),
    "forums.topic": (_("Forum topic"), "messages-square"),
    "forums.post": (_("Forum reply"), "reply"),
    "forums.idea": (_("Idea"), "lightbulb"),
}

NOTICE_ICONS = {"success": "circle-check", "warning": "triangle-alert", "error": "circle-x"}


def locale() -> Locale:
    """The reader's locale, for Babel."""
    return Locale.parse(LOCALES.get((get_language() or "es")[:2], "es_419"))


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """An icon of the sprite. Without ``label`` a word must stand beside it; ``extra`` adds classes (``icon-l``, ``state state-solved``)."""
    return _drawn(name, str(label), extra)


@lru_cache(maxsize=1000)
def _drawn(name: str, label: str, extra: str) -> SafeString:
    """A page has hundreds of icons, and a sprite stays the same as long as the process lives."""
    href = f"{static('icons/sprite.svg')}#{name}"
    classes = f"icon {extra}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}" width="20" height="20"><use href="{}"></use></svg>', classes, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true" width="20" height="20"><use href="{}"></use></svg>', classes, href)


@register.simple_tag(takes_context=True)
def csrf(context: template.RequestContext) -> SafeString:
    """The token of a form in a component: unlike ``csrf_token`` it also works inside ``{% include … only %}``."""
    request = getattr(context, "request", None) or context.get("request")
    if request is None:
        return SafeString()
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', form_token(request))


@register.simple_tag(takes_context=True)
def current(context: template.RequestContext, url: str) -> SafeString:
    """``aria-current`` for a link of the navigation: ``page`` on the page itself, ``true`` below it."""
    request = getattr(context, "request", None) or context.get("request")
    path = _without_language(getattr(request, "path", ""))
    if path == url:
        return format_html(' aria-current="{}"', "page")
    if url != "/" and path.startswith(url):
        return format_html(' aria-current="{}"', "true")
    return SafeString()


def _without_language(path: str) -> str:
    """Pages that editors write stand below the prefix of their language: /es/kb/ belongs to the place /kb/."""
    code = get_language_from_path(path)
    return path[len(code) + 1 :] if code else path


@register.simple_tag
def control(field: BoundField, heavy: bool = False, rows: int | None = None, bare: bool = False, **attributes: Any) -> SafeString:
    """The widget of a form field, in our dress (``bare``: without); Django ties hint and error to it. Underscores become dashes."""
    # The label says what a field is; a placeholder only where a page asks for one (False takes an attribute away).
    attrs = {"placeholder": False} | {name.replace("_", "-"): value for name, value in attributes.items()}
    classes = [field.field.widget.attrs.get("class", ""), attrs.pop("class", "")]
    if not bare and not isinstance(field.field.widget, CheckboxInput | CheckboxSelectMultiple | RadioSelect):
        classes.append("input")
    if heavy:
        classes.append("input-heavy")
    if rows:
        attrs["rows"] = rows
    name = " ".join(filter(None, classes))
    return field.as_widget(attrs={**attrs, **({"class": name} if name else {})})


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_choice_group(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxSelectMultiple | RadioSelect)


@register.filter
def initials(name: str) -> str:
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.filter
def state_of(state: str) -> dict[str, Any]:
    """``label``, ``icon`` and ``tone`` of a question's state; what is unknown is open."""
    label, name, tone = STATES.get(str(state), STATES["open"])
    return {"label": label, "icon": name, "tone": tone}


@register.filter
def kind_of(kind: str) -> dict[str, Any]:
    """``label`` and ``icon`` of a content kind."""
    label, name = KINDS.get(str(kind), (str(kind), "file-text"))
    return {"label": label, "icon": name}


@register.filter
def notice_icon(tone: str) -> str:
    return NOTICE_ICONS.get(tone, "info")


@register.filter
def language_name(code: str) -> str:
    """A language's name in the reader's language, standing alone."""
    return language_word(code).capitalize()


@register.filter
def language_word(code: str) -> str:
    """The same within a sentence: only English begins it with a capital."""
    return locale().languages.get(code[:2], code) if code else ""


@register.simple_tag
def foreign(code: str) -> SafeString:
    """A ``lang`` attribute when the text is not in the page's language."""
    if not code or code[:2] == (get_language() or "")[:2]:
        return SafeString()
    return format_html(' lang="{}"', code)


@register.filter
def number(value: Any, decimals: int = 0) -> str:
    """1204 → 1,204 (es, en) or 1.204 (pt). Anything that is not a number is a dash."""
    if value is None or value == "":
        return "–"
    try:
        return format_decimal(round(float(value), decimals), locale=locale())
    except (TypeError, ValueError):
        return "–"


@register.filter
def percent(share: float | None, decimals: int = 1) -> str:
    """0.316 → 31.6 %, as the locale writes it."""
    if share is None:
        return "–"
    pattern = "#,##0." + "0" * decimals + "%" if decimals else "#,##0%"
    return format_percent(share, format=pattern, locale=locale())


def money(value: Any, currency: str) -> str:
    """66.5 USD → US$ 66.50 (es), US$ 66,50 (pt), $66.50 (en). Whole amounts have no decimals.

    Where a region's data know a foreign currency by its code alone, the sign that its language has elsewhere stands in, set apart.
    """
    here = locale()
    pattern, sign = here.currency_formats["standard"].pattern, get_currency_symbol(currency, here)
    apart = "¤\u00a0" in pattern or sign == currency
    if sign == currency:
        sign = get_currency_symbol(currency, here.language)
    whole = value == int(value)
    pattern = pattern.replace("¤\u00a0", "¤").replace("¤", f"'{sign}'" + ("\u00a0" if apart else ""))
    pattern = pattern.replace("0.00", "0") if whole else pattern
    return format_currency(value, currency, format=pattern, locale=here, currency_digits=not whole)


@register.filter
def ago_text(moment: datetime | None) -> str:
    """How long ago, in words: "2 hours ago"; a date once it is more than four weeks."""
    if moment is None:
        return ""
    passed = moment - timezone.now()
    if abs(passed) > timedelta(weeks=4):
        return format_date(timezone.localtime(moment), format=DATES.get(locale().language, "d MMM y"), locale=locale())
    return format_timedelta(passed, add_direction=True, threshold=1.1, locale=locale())


@register.filter
def month(moment: datetime) -> str:
    """mayo de 2026, maio de 2026, May 2026."""
    return format_skeleton("yMMMM", timezone.localtime(moment), locale=locale())


@register.simple_tag
def ago(moment: datetime | None) -> SafeString:
    """A ``<time>`` that reads "2 hours ago" and tells the exact moment to machines and on hover."""
    if moment is None:
        return SafeString()
    local = timezone.localtime(moment)
    exact = format_datetime(local, format="long", tzinfo=local.tzinfo, locale=locale())
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="seconds"), exact, ago_text(moment))


@register.simple_tag
def day(moment: datetime | None) -> SafeString:
    """A ``<time>`` that reads as a date."""
    if moment is None:
        return SafeString()
    local = timezone.localtime(moment)
    return format_html('<time datetime="{}">{}</time>', local.date().isoformat(), format_date(local, format="long", locale=locale()))


@register.filter
def span_text(seconds: float | None) -> str:
    """A duration in one unit: "40 min", "2 h", "3 days". Days and more are written in full: their short forms read badly."""
    if seconds is None:
        return "–"
    span = timedelta(seconds=float(seconds))
    return format_timedelta(span, threshold=1.5, format="long" if abs(span) >= timedelta(days=1.5) else "short", locale=locale())


@register.simple_tag
def clock_tone(due: datetime | None, soon_minutes: int = 15) -> str:
    """``over``, ``soon`` or nothing, for a deadline."""
    if due is None:
        return ""
    left = due - timezone.now()
    if left < timedelta():
        return "over"
    return "soon" if left < timedelta(minutes=soon_minutes) else ""


@register.filter
def column_is_num(columns: list[dict[str, Any]], position: int) -> bool:
    """Whether the column at ``position`` holds numbers."""
    return position < len(columns) and bool(columns[position].get("num"))
