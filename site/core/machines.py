"""The one way to a view that other machines post to, without cookies and so without Django's token against forged forms.

A forged form is dangerous because the browser adds the person's session to it. Here the session is dropped before the view sees the
request: whatever it does must be proven by the request itself, such as a signed token in its address.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from core.viewer import GUEST

View = Callable[..., HttpResponse]


def posted_by_machines(view: View) -> View:
    """POST reaches ``view`` as a guest's, whoever is signed in; other methods are as usual."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            request.user = AnonymousUser()
            request.viewer = GUEST
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)
