"""The bell, the list, the settings and the API: one's own, at the same cost for few and many."""

import pytest

from notifications.models import Notification, Preference
from qa.models import QUESTION

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(ana, bruno, question):
    def make(count, **facts):
        given = {"kind": "reply", "ref_kind": QUESTION, "ref_id": question.pk, "thread_kind": QUESTION, "thread_id": question.pk} | facts
        return Notification.objects.bulk_create(Notification(person=ana, actor=bruno, cause=f"test:{n}", **given) for n in range(count))

    return make


def test_the_bell_counts_for_who_is_signed_in(ana, bruno, many, client, client_for):
    many(3)

    assert 'data-bell-count aria-hidden="true">3<' in client_for(ana).get("/leaderboard/").text
    assert 'data-bell-count aria-hidden="true" hidden>' in client_for(bruno).get("/leaderboard/").text
    assert "data-bell" not in client.get("/leaderboard/").text


@pytest.mark.parametrize("count", [2, 150])
def test_the_bell_costs_one_query_for_any_number(ana, many, count, django_assert_num_queries):
    from notifications.selectors import unread_count

    many(count)
    with django_assert_num_queries(1):
        assert unread_count(ana.pk) == min(count, 100)
    with django_assert_num_queries(0):
        assert unread_count(None) == 0


def cost_of(client, path, django_assert_max_num_queries):
    client.get(path)
    with django_assert_max_num_queries(30) as counted:
        assert client.get(path).status_code == 200
    return len(counted)


def test_the_list_costs_the_same_for_2_and_for_50(ana, many, client_for, django_assert_max_num_queries):
    client = client_for(ana)
    many(2)
    few = cost_of(client, "/notifications/", django_assert_max_num_queries)
    Notification.objects.all().delete()
    many(50)

    assert cost_of(client, "/notifications/", django_assert_max_num_queries) == few


def test_the_list_is_paged_filtered_and_marked(ana, bruno, question, answer_it, many, client_for, deliver_all):
    many(25)
    answer_it(question, bruno)
    deliver_all()
    client = client_for(ana)

    assert client.get("/notifications/").text.count('class="notification"') == 20
    assert client.get("/notifications/?kind=answer").text.count('class="notification"') == 1
    newest = Notification.objects.get(kind="answer")
    client.post("/notifications/read/", {"id": newest.pk})
    assert Notification.objects.filter(person=ana, read_at=None).count() == 25
    assert "answered you" not in client.get("/notifications/?show=unread").text
    client.post("/notifications/read/")
    assert "Nothing new here" in client.get("/notifications/?show=unread").text
    assert client.get("/notifications/?after=made-up").status_code == 404


def test_opening_leads_to_what_it_is_about_and_reads_it(ana, bruno, question, answer_it, client_for, deliver_all):
    answer = answer_it(question, bruno)
    deliver_all()
    told = Notification.objects.get(kind="answer")

    assert client_for(bruno).get(f"/notifications/{told.pk}/").status_code == 404
    assert client_for(ana).get(f"/notifications/{told.pk}/").headers["Location"].endswith(f"#answer-{answer.pk}")
    told.refresh_from_db()
    assert told.read_at


def test_opening_the_thread_reads_what_was_said_of_it(ana, bruno, question, answer_it, client_for, deliver_all):
    answer_it(question, bruno)
    deliver_all()

    page = client_for(ana).get(question.get_absolute_url())

    assert 'data-bell-count aria-hidden="true" hidden>' in page.text
    assert Notification.objects.get(kind="answer").read_at


@pytest.mark.parametrize("path", ["/notifications/", "/notifications/1/", "/settings/notifications/"])
def test_guests_are_asked_to_sign_in(client, path):
    assert client.get(path).headers["Location"].startswith("/accounts/login/")


def test_nobody_marks_what_is_anothers(ana, bruno, many, client_for):
    (told,) = many(1)

    client_for(bruno).post("/notifications/read/", {"id": told.pk})
    client_for(bruno).post("/notifications/read/", {"id": ["x", "9" * 30]})

    assert Notification.objects.filter(read_at=None).count() == 1


def test_wishes_are_kept_and_shown(ana, client_for):
    client = client_for(ana)

    client.post("/settings/notifications/", {"in_app.answer": "yes", "email.answer": "weekly", "email.reply": "nonsense", "no_mail": "yes"})

    kept = {(p.kind, p.channel): p.choice for p in Preference.objects.filter(person=ana)}
    assert kept["answer", "email"] == "weekly"
    assert kept["mention", "in_app"] == "off"
    assert ("reply", "email") not in kept
    page = client.get("/settings/notifications/").text
    assert '<option value="weekly" selected>' in page
    assert 'name="no_mail" value="yes" checked' in page


def test_no_mail_at_all_means_none(ana, bruno, question, answer_it, client_for, deliver_all, mailoutbox, told):
    client_for(ana).post("/settings/notifications/", {"in_app.answer": "yes", "email.answer": "at_once", "no_mail": "yes"})

    answer_it(question, bruno)
    deliver_all()

    assert (told(ana), [mail for mail in mailoutbox if mail.to == [ana.email]]) == ([("answer", "")], [])


def test_a_kind_from_a_later_version_breaks_nothing(ana, many, client_for):
    many(1, kind="from_the_future")

    assert "There is something new for you" in client_for(ana).get("/notifications/").text


def test_the_api_lists_and_marks(ana, bruno, many, client, client_for):
    rows = many(3)
    api = client_for(ana)

    listed = api.get("/api/v1/notifications/?limit=2").json()
    assert (len(listed["results"]), bool(listed["next"])) == (2, True)
    assert listed["results"][0]["unread"] is True
    assert api.post("/api/v1/notifications/read/", {"ids": [rows[0].pk]}, content_type="application/json").json() == {"unread": 2}
    assert api.post("/api/v1/notifications/read/", {"all": True}, content_type="application/json").json() == {"unread": 0}
    assert client.get("/api/v1/notifications/").status_code in (401, 403)


def test_a_token_needs_its_scope(ana, many, client):
    from accounts.actions.make_token import make_token

    many(1)
    _token, reading = make_token(ana, "reads", ["read"])
    headers = {"Authorization": f"Bearer {reading}"}

    assert client.get("/api/v1/notifications/", headers=headers).status_code == 200
    assert client.post("/api/v1/notifications/read/", {"all": True}, content_type="application/json", headers=headers).status_code == 403
