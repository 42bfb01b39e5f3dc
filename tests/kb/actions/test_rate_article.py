import pytest

from kb.events import ArticleRated
from kb.models import Rating

pytestmark = pytest.mark.django_db


def rate(browser, article, **said):
    return browser.post(f"/kb/articles/{article.pk}/rating/", said)


def test_a_person_has_one_rating_per_version(published, person, client_for, events):
    article, ana = published(), person()
    browser = client_for(ana)

    rate(browser, article, helpful="yes")
    rate(browser, article, helpful="yes")
    rate(browser, article, helpful="no", reason="unclear", comment="Step two.")
    article.save_revision().publish()
    rate(browser, article, helpful="yes")

    said = Rating.objects.order_by("version").values_list("version", "person", "helpful", "reason", "comment")
    assert list(said) == [(1, ana.pk, False, "unclear", "Step two."), (2, ana.pk, True, "", "")]
    assert [event["helpful"] for event in events(ArticleRated)] == [True, False, True]


def test_a_guest_is_known_by_the_word_of_the_page_alone(published, client):
    article = published()

    answer = rate(client, article, helpful="no", visitor="abc123").content.decode()
    rate(client, article, helpful="no", visitor="abc123", reason="outdated", comment="Mail me at ana@example.org")

    rating = Rating.objects.get()
    assert 'name="visitor" value="abc123"' in answer
    assert (rating.visitor, rating.person, rating.reason) == ("guest:abc123", None, "outdated")
    assert "ana@example.org" not in rating.comment
    assert "sessionid" not in client.cookies


def test_without_javascript_the_answer_carries_the_word_on(published, client):
    article = published()

    answer = rate(client, article, helpful="no")
    word = Rating.objects.get().visitor.removeprefix("guest:")

    assert f'value="{word}"' in answer.content.decode()
    rate(client, article, helpful="no", visitor=word, reason="unclear")
    assert Rating.objects.get().reason == "unclear"


def test_the_page_says_whom_it_helped(published, client):
    article = published()
    for number in range(4):
        rate(client, article, helpful="yes" if number else "no", visitor=f"v{number}")

    page = client.get(article.url).content.decode()

    assert "It helped 75% of 4 people" in page


def test_what_is_no_rating_changes_nothing(published, client):
    article = published()

    assert rate(client, article, helpful="maybe").status_code == 302
    assert rate(client, article, helpful="yes", visitor="<script>").status_code == 302
    assert not Rating.objects.exists()


def test_nobody_rates_a_hundred_times(published, client):
    article = published()

    codes = [rate(client, article, helpful="yes", visitor=f"v{number}").status_code for number in range(31)]

    assert codes == [200] * 30 + [429]


def test_by_api_once_per_key(published, person, client_for):
    article, browser = published(), client_for(person())
    address = f"/api/v1/articles/{article.pk}/rating/"
    sent = {"data": {"helpful": True}, "content_type": "application/json", "headers": {"Idempotency-Key": "k1"}}

    first, again = browser.post(address, **sent), browser.post(address, **sent)

    assert first.json() == again.json() == {"version": 1, "helpful": 1, "ratings": 1}
    assert again.headers["Idempotent-Replayed"] == "true"


def test_by_api_people_rate_and_guests_do_not(published, client):
    article = published()

    assert client.post(f"/api/v1/articles/{article.pk}/rating/", {"helpful": True}, "application/json").status_code in (401, 403)
