import pytest
from django.core import mail

pytestmark = pytest.mark.django_db
FORM = {"display_name": "Ana Prueba", "email": "ana@ejemplo.mx", "password1": "una-clave-larga-77"}


@pytest.mark.parametrize(
    "language, subject",
    [("es", "Confirma tu correo en Plaza"), ("pt", "Confirme seu e-mail em Plaza"), ("en", "Confirm your address at Plaza")],
)
def test_the_confirmation_is_short_and_in_the_persons_language(client, language, subject):
    client.post("/accounts/signup/", FORM | {"language": language})

    [sent] = mail.outbox
    [(page, kind)] = sent.alternatives
    assert sent.subject == subject
    assert "/accounts/confirm-email/" in sent.body
    assert kind == "text/html"
    assert f'lang="{language}"' in page
    assert "<style" not in page
    assert "style=" in page


def test_a_forgotten_password_gets_one_link(client, person):
    ana = person(email="ana@ejemplo.mx")

    client.post("/accounts/password/reset/", {"email": ana.email})

    [sent] = mail.outbox
    assert sent.body.count("/accounts/password/reset/key/") == 1


def test_an_unknown_address_is_told_so_by_mail_alone(client):
    shown = client.post("/accounts/password/reset/", {"email": "nadie@ejemplo.mx"}, follow=True).content.decode()

    [sent] = mail.outbox
    assert "nadie@ejemplo.mx" not in shown
    assert "/accounts/signup/" in sent.body
