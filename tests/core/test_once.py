"""What is read once while a request is being answered."""

from django.http import HttpResponse
from django.test import RequestFactory

from core.visitor import Visitors, once, read_again


def test_once_a_request_and_anew_for_the_next_and_after_a_change():
    numbers = iter(range(100))

    def answer(request):
        told = [once("number", lambda: next(numbers)) for _ in range(3)]
        read_again()
        return HttpResponse(repr([*told, once("number", lambda: next(numbers))]))

    page = Visitors(answer)

    assert page(RequestFactory().get("/")).content == b"[0, 0, 0, 1]"
    assert page(RequestFactory().get("/")).content == b"[2, 2, 2, 3]"
    assert [once("number", lambda: next(numbers)) for _ in range(2)] == [4, 5]
