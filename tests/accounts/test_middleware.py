import pytest
from django.http import HttpResponse
from django.utils import timezone, translation

from accounts.middleware import ViewerMiddleware
from core.viewer import GUEST

pytestmark = pytest.mark.django_db


@pytest.fixture
def see(rf):
    """Runs a request through the middleware and returns what a view would see."""

    def run(user, **cookies):
        request = rf.get("/")
        request.user, request.session = user, {}
        request.COOKIES.update(cookies)
        seen = {}

        def view(request):
            seen.update(viewer=request.viewer, language=translation.get_language(), zone=timezone.get_current_timezone_name())
            seen["name"] = request.viewer.name
            return HttpResponse()

        ViewerMiddleware(view)(request)
        return seen

    return run


def test_a_persons_language_and_time_zone_win(see, person):
    with translation.override("es"):
        seen = see(person(language="pt", timezone="America/Sao_Paulo"))

    assert (seen["language"], seen["zone"]) == ("pt", "America/Sao_Paulo")


def test_a_guest_keeps_the_language_of_the_browser(see):
    from django.contrib.auth.models import AnonymousUser

    with translation.override("en"):
        seen = see(AnonymousUser())

    assert seen["viewer"].is_guest
    assert seen["viewer"].language == "en"
    assert seen["viewer"] != GUEST


def test_an_unknown_time_zone_is_no_error(see, person):
    assert see(person(timezone="Mars/Olympus"))["zone"] == "UTC"


def test_a_guests_consent_is_read_from_the_cookie_of_this_text_alone(see):
    from django.contrib.auth.models import AnonymousUser

    assert see(AnonymousUser(), plaza_consent="analytics.2026-11")["viewer"].analytics_consent
    assert not see(AnonymousUser(), plaza_consent="analytics.2020-01")["viewer"].analytics_consent


def test_a_visit_is_noted_once_a_day(see, person, django_assert_num_queries):
    ana = person()
    see(ana)
    ana.refresh_from_db()

    assert (ana.last_seen_on, ana.days_visited) == (timezone.now().date(), 1)
    with django_assert_num_queries(1):
        see(ana)
