import pytest

from moderation.actions.decide import decide
from moderation.actions.raise_flag import raise_flag
from moderation.models import Flag, ReviewItem
from qa.models import Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(question):
    return f"/moderation/flag/qa.question/{question.pk}/"


def test_member_reports_and_takes_it_back(client_for, person, address, question):
    browser = client_for(person())
    assert browser.get(address).status_code == 200

    response = browser.post(address, {"reason": "spam", "note": "An ad"})

    assert (response.status_code, response["Location"]) == (302, question.get_absolute_url())
    assert (Flag.objects.get().reason, Flag.objects.get().note) == ("spam", "An ad")
    assert "Take my report back" in browser.get(address).content.decode()
    browser.post(f"{address}withdraw/")
    assert Flag.objects.get().outcome == "withdrawn"


def test_guest_signs_in_first(client, address):
    response = client.get(address)

    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


@pytest.mark.parametrize("who", ["author", "unconfirmed", "silenced"])
def test_who_may_not(client_for, person, author, address, who):
    from django.utils.timezone import now, timedelta

    somebody = {
        "author": lambda: author,
        "unconfirmed": lambda: person(confirmed=False),
        "silenced": lambda: person(silenced_until=now() + timedelta(days=1)),
    }[who]()

    assert client_for(somebody).post(address, {"reason": "spam"}).status_code == 403
    assert not Flag.objects.exists()


@pytest.mark.parametrize("target", ["qa.question/9999", "qa.nothing/1", "accounts.user/1", "qa.question/99999999999999999999"])
def test_what_is_not_there_is_404(client_for, person, target):
    assert client_for(person()).get(f"/moderation/flag/{target}/").status_code == 404


def test_hidden_text_does_not_exist_for_others(client_for, person, question, address):
    Question.objects.update(visibility="hidden")

    assert client_for(person()).post(address, {"reason": "spam"}).status_code == 404


def test_bad_form_keeps_what_was_typed(client_for, person, address):
    response = client_for(person()).post(address, {"reason": "dunno", "note": "I typed this"})

    assert response.status_code == 422
    assert "I typed this" in response.content.decode()


def test_too_many_flags_in_an_hour(client_for, person, address, monkeypatch):
    monkeypatch.setattr("moderation.flag_views.RATE", "1/h")
    browser = client_for(person())
    browser.post(address, {"reason": "spam"})

    assert browser.post(address, {"reason": "insult"}).status_code == 422
    assert Flag.objects.get().reason == "spam"


def test_declined_flag_says_so(client_for, person, viewer, card, question, address, moderator):
    reporter = person()
    flag = raise_flag(card(question), viewer(reporter), "spam")
    decide(flag.item_id, moderator, "approved", version=1)

    response = client_for(reporter).post(address, {"reason": "spam"}, follow=True)

    assert "has already looked at your flag" in response.content.decode()
    assert ReviewItem.objects.get().state == "approved"


def test_flags_of_one_network_are_linked(client_for, person, address):
    for _ in range(2):
        client_for(person()).post(address, {"reason": "spam"}, REMOTE_ADDR="203.0.113.7")
        client_for(person(), REMOTE_ADDR="8.8.8.8").post(address, {"reason": "spam"})

    assert len({flag.network for flag in Flag.objects.all() if flag.network}) == 1
    assert ReviewItem.objects.get().score == 3  # two whose address says nothing, and the two of 8.8.8.0/24 once
