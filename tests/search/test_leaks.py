"""What waits for review or is hidden shows through no door of search, for nobody who may not see it."""

import pytest
from django.test import Client

from core.content import content
from core.viewer import HOUSE

pytestmark = pytest.mark.django_db(transaction=True)

DOORS = (
    "/search/",
    "/search/suggestions/",
    "/search/suggestions/?form=ask",
    "/search/suggestions/?form=support",
    "/api/v1/search/",
    "/api/v1/suggestions/",
)
SECRET = "zarzamora"


@pytest.fixture
def look(person, viewer, client_for, ask, deliver_all):
    """``look(door, role, text)``: the page without what merely repeats the question, and its count where it has one."""
    asker = person(trust=3)
    ask("Receta de pan", "Harina y agua")
    question = ask(
        "Receta secreta de la abuela", f"Lleva {SECRET} madura", by=viewer(asker), tags=("secretos",), answers=(f"Sí: {SECRET}",)
    )
    deliver_all()
    clients = {
        "guest": Client(),
        "member": client_for(person()),
        "expert": client_for(person(expert=("recetas",))),
        "author": client_for(asker),
        "moderator": client_for(person(roles=("moderator",))),
    }

    def see(door, role, text):
        page = clients[role].get(door, {"q": text}).content.decode()
        return "Receta secreta" in page or "madura" in page or "secretos" in page

    return question, see


@pytest.mark.parametrize("door", DOORS)
def test_held_content_is_for_its_author_and_staff(look, door, deliver_all):
    question, see = look
    content["qa.question"].hold(question.pk, HOUSE)

    for when in ("before the index knows", "after"):
        seen = {role for role in ("guest", "member", "expert", "author", "moderator") if see(door, role, f"receta {SECRET}")}
        assert not seen & {"guest", "member", "expert"}, when
        deliver_all()
    assert seen == {"author", "moderator"}


@pytest.mark.parametrize("door", DOORS)
def test_hidden_content_is_for_nobody(look, door, deliver_all):
    question, see = look
    content["qa.question"].hide(question.pk, HOUSE, "test")

    for _ in ("before the index knows", "after"):
        assert not any(see(door, role, f"receta {SECRET}") for role in ("guest", "member", "expert"))
        deliver_all()
    assert not any(see(door, role, f"receta {SECRET}") for role in ("author", "moderator"))


def test_mended_words_come_from_nothing_unseen(look, deliver_all):
    """A guessed word of held content must not come back as "did you mean"."""
    question, _ = look
    content["qa.question"].hold(question.pk, HOUSE)
    deliver_all()

    page = Client().get("/search/", {"q": "receta zarzamoro"})

    assert page.context["found"].meant == ""
    assert SECRET not in page.content.decode()
