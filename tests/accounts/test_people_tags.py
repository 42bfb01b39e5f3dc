import pytest
from django.template import Context, Template

pytestmark = pytest.mark.django_db

PAGE = Template(
    "{% load people %}{% load_people ids as people %}"
    "{% for id in ids %}{% with p=people|person:id %}[{{ p.name }}]{% endwith %}{% endfor %}"
)


@pytest.mark.parametrize("count", [2, 50])
def test_author_cards_cost_the_same_for_2_and_for_50(person, count, django_assert_num_queries):
    ids = [person(display_name=f"Ana {number}", roles=("agent",), expert=("pumps",)).pk for number in range(count)]

    with django_assert_num_queries(5):
        html = PAGE.render(Context({"ids": ids}))

    assert html.count("[Ana") == count


def test_nobody_has_no_facts_and_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert PAGE.render(Context({"ids": [None, 0]})) == "[][]"


def test_facts_of_every_room_arrive_together(person):
    from core.ports.person_facts import facts_of

    ana = person(username="ana", display_name="Ana", roles=("moderator", "manager"), expert=("pumps",))

    facts = facts_of([ana.pk])[ana.pk]

    assert (facts["name"], facts["url"], facts["role"], facts["expert_tags"]) == ("Ana", "/people/ana/", "manager", ["pumps"])
    assert (facts["points"], facts["rank_level"]) == (0, 0)
