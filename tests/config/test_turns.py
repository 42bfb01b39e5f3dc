import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from config import turns


@pytest.fixture
def pages(settings, monkeypatch):
    """``pages(at_once, patience)``: the middleware over a page that ends when told; what was at work together is counted."""

    def make(at_once, patience=30.0):
        settings.PAGES_AT_ONCE = at_once
        monkeypatch.setattr(turns, "PATIENCE", patience)
        return Pages()

    return make


class Pages:
    def __init__(self):
        self.begun, self.end = threading.Semaphore(0), threading.Event()
        self.ask = turns.Turns(self.page)

    def page(self, request):
        self.begun.release()
        self.end.wait(30)
        return HttpResponse()

    def at_work(self, number, *methods):
        """Whether so many of the requests, and no more, are at work before the first ends."""
        with ThreadPoolExecutor(len(methods)) as readers:
            answers = [readers.submit(self.ask, RequestFactory().generic(method, "/")) for method in methods]
            these = all(self.begun.acquire(timeout=30) for _ in range(number))
            another = self.begun.acquire(timeout=0.3)
            self.end.set()
            assert all(answer.result().status_code == 200 for answer in answers)
        return these and not another


def test_as_many_as_said_are_made_at_once(pages):
    assert pages(1).at_work(1, "GET", "GET", "HEAD")
    assert pages(2).at_work(2, "GET", "GET", "GET")
    assert pages(0).at_work(3, "GET", "GET", "GET")


def test_who_sends_something_waits_for_no_turn(pages):
    assert pages(1).at_work(3, "GET", "POST", "PUT")


def test_nobody_waits_for_ever(pages):
    assert pages(1, patience=0.05).at_work(3, "GET", "GET", "GET")


def test_a_page_that_fails_gives_its_turn_back(settings):
    settings.PAGES_AT_ONCE = 1

    def broken(request):
        raise LookupError

    ask = turns.Turns(broken)
    for _ in range(3):
        with pytest.raises(LookupError):
            ask(RequestFactory().get("/"))
    assert ask.free.acquire(timeout=0)
