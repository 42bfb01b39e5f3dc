import pytest

from accounts.actions.make_token import make_token
from accounts.forms import ProfileForm
from accounts.models import ApiToken, Consent, User

pytestmark = pytest.mark.django_db

PAGES = ["/settings/profile/", "/settings/privacy/", "/settings/tokens/"]


@pytest.mark.parametrize("page", PAGES)
def test_a_guest_is_asked_to_sign_in(client, page):
    answer = client.get(page)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["es", "pt", "en"])
def test_a_person_sees_their_settings_in_their_language(client_for, person, page, language):
    answer = client_for(person(language=language)).get(page)

    assert answer.status_code == 200
    assert answer["Content-Language"] == language


def test_the_profile_is_saved(client_for, person):
    ana = person()

    client_for(ana).post(
        "/settings/profile/",
        {"display_name": "  Ana   Ruiz ", "bio": "Hola", "language": "es", "timezone": "America/Bogota", "theme": "dark"},
    )

    ana.refresh_from_db()
    assert (ana.display_name, ana.bio, ana.language, ana.timezone, ana.theme) == ("Ana Ruiz", "Hola", "es", "America/Bogota", "dark")


def test_saving_the_profile_writes_nothing_else(person):
    ana = person()
    typed = {"display_name": "Ana", "bio": "", "language": "es", "timezone": "UTC", "theme": "auto"}
    form = ProfileForm(typed, instance=User.objects.get(pk=ana.pk))
    User.objects.filter(pk=ana.pk).update(trust_level=3, is_active=False)  # meanwhile, by somebody else

    assert form.is_valid()
    form.save()

    ana.refresh_from_db()
    assert (ana.display_name, ana.trust_level, ana.is_active) == ("Ana", 3, False)


def test_what_was_typed_stays_when_the_form_is_refused(client_for, person):
    ana = person(display_name="Ana")

    answer = client_for(ana).post("/settings/profile/", {"display_name": "", "bio": "kept words", "language": "xx"})

    assert answer.status_code == 422
    assert "kept words" in answer.content.decode()
    assert User.objects.get(pk=ana.pk).display_name == "Ana"


def test_a_guests_choice_is_kept_in_the_browser_and_nowhere_else(client):
    answer = client.post("/settings/consent/", {"analytics": "no", "next": "/settings/consent/"})

    assert answer["Location"] == "/settings/consent/"
    assert client.cookies["plaza_consent"].value.startswith("none.")
    assert set(client.cookies) <= {"plaza_consent", "csrftoken"}
    assert not Consent.objects.exists()


def test_the_banner_does_not_send_people_to_other_sites(client):
    assert client.post("/settings/consent/", {"analytics": "yes", "next": "https://evil.test/"})["Location"] == "/"


def test_a_members_choice_is_on_record(client_for, person):
    ana = person()
    browser = client_for(ana)

    browser.post("/settings/consent/", {"analytics": "yes"})
    assert Consent.objects.get(person=ana).how == "banner"
    browser.post("/settings/consent/", {"analytics": "no"})
    assert Consent.objects.get(person=ana).withdrawn_at is not None


def test_what_a_visitor_agreed_to_becomes_theirs_on_signing_in(client, person):
    ana = person(username="ana", password="a-long-password")
    client.post("/settings/consent/", {"analytics": "yes"})

    client.post("/accounts/login/", {"login": "ana", "password": "a-long-password"})

    assert Consent.objects.filter(person=ana, purpose="analytics", withdrawn_at=None).exists()


def test_each_purpose_has_its_own_switch(client_for, person):
    ana = person()
    browser = client_for(ana)

    browser.post("/settings/privacy/", {"purposes": ["crm"]})
    browser.post("/settings/privacy/", {"purposes": ["marketing"]})

    assert dict(Consent.objects.values_list("purpose", "withdrawn_at"))["marketing"] is None
    assert dict(Consent.objects.values_list("purpose", "withdrawn_at"))["crm"] is not None


def test_a_tokens_key_is_shown_once(client_for, person):
    browser = client_for(person())

    made = browser.post("/settings/tokens/", {"name": "script", "scopes": ["read"]})
    again = browser.get("/settings/tokens/")

    assert "plz_" in made.content.decode()
    assert ApiToken.objects.get().start in again.content.decode()
    assert 'id="new-key"' not in again.content.decode()
    assert "no-store" in made["Cache-Control"]


def test_nobody_revokes_another_persons_token(client_for, person):
    token, _key = make_token(person(), "script", ["read"])

    assert client_for(person()).post(f"/settings/tokens/{token.pk}/revoke/").status_code == 404
    assert client_for(token.person).post(f"/settings/tokens/{token.pk}/revoke/").status_code == 302
    assert not ApiToken.objects.exists()


def test_closing_the_account_asks_for_the_password_and_a_tick(client_for, person):
    ana = person(password="a-long-password")
    browser = client_for(ana)
    browser.post("/accounts/reauthenticate/?next=/settings/privacy/close/", {"password": "a-long-password"})

    browser.post("/settings/privacy/close/", {})
    assert not User.objects.get(pk=ana.pk).is_anonymised
    browser.post("/settings/privacy/close/", {"sure": "yes"})

    assert User.objects.get(pk=ana.pk).is_anonymised
    assert browser.get("/settings/profile/").status_code == 302


def test_an_open_session_alone_does_not_close_the_account(client_for, person):
    ana = person()

    answer = client_for(ana).post("/settings/privacy/close/", {"sure": "yes"})

    assert answer.status_code == 302
    assert "/reauthenticate/" in answer["Location"]
    assert not User.objects.get(pk=ana.pk).is_anonymised
