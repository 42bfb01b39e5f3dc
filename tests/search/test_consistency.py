import pytest

from core.consistency import registered
from qa.models import Question

pytestmark = pytest.mark.django_db(transaction=True)


def disagreements():
    return list(registered["search.index"].find())


def test_an_index_that_follows_its_events_agrees(ask, deliver_all):
    ask("La lavadora no centrifuga")
    deliver_all()

    assert disagreements() == []


def test_what_left_the_content_behind_the_actions_back_is_noticed(ask, deliver_all):
    gone = ask("La lavadora no centrifuga")
    ask("El horno no calienta")
    deliver_all()
    Question.objects.filter(pk=gone.pk).update(visibility="hidden")

    assert disagreements() == ["the index holds 2 documents, the content has 1"]
