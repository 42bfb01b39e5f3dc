"""Why an upload isn't taken, in the reader's words."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _


class RefusedUpload(ValueError):
    """The file isn't taken. ``message`` is for whoever sent it; ``code`` is stable, and ``status`` fits an HTTP answer."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.message = _message(code) % facts if facts else _message(code)
        self.status = {"too_fast": 429, "busy": 503, "not_allowed": 403, "sign_in": 403}.get(code, 422)
        super().__init__(self.message)


def too_large(limit: int) -> RefusedUpload:
    return RefusedUpload("too_large", limit=filesizeformat(limit))


def _message(code: str) -> str:
    return {
        "empty": _("This file is empty."),
        "too_large": _("This file is too large. The largest that we take has %(limit)s."),
        "too_many_pixels": _("This picture has too many pixels. Make it smaller and try again."),
        "not_a_picture": _("We don't know this kind of picture. Use JPEG, PNG, WebP, AVIF or GIF."),
        "damaged": _("This picture is damaged, so we can't open it. Save it again and try once more."),
        "too_hard": _("This picture takes too much work to open. Save it as JPEG or PNG and try again."),
        "kind": _("We don't take this kind of file. You can attach pictures and: %(kinds)s."),
        "not_what_it_says": _("What is in this file doesn't fit its name."),
        "too_fast": _("You have sent many files. Try again later."),
        "busy": _("Many pictures are arriving right now. Try again in a moment."),
        "sign_in": _("Sign in to send files."),
        "not_allowed": _("Confirm your e-mail address to send files."),
    }[code]
