import pytest

pytestmark = pytest.mark.django_db


def test_a_superuser_corrects_people_but_deletes_none(client_for, person):
    root, ana = person(is_superuser=True), person(username="ana", expert=("pumps",))
    browser = client_for(root)

    assert browser.get("/django-admin/accounts/user/").status_code == 200
    page = browser.get(f"/django-admin/accounts/user/{ana.pk}/change/")
    assert page.status_code == 200
    assert "pumps" in page.content.decode()
    assert browser.post(f"/django-admin/accounts/user/{ana.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", ["agent", "moderator", "manager", "admin"])
def test_roles_of_the_community_do_not_open_it(client_for, person, role):
    assert client_for(person(roles=(role,))).get("/django-admin/").status_code in (302, 403)
