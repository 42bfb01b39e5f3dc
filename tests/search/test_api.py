import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def question(ask, deliver_all):
    made = ask("La lavadora marca E04", tags=("lavadoras",), answers=("Limpia el filtro.",), accepted=0)
    deliver_all()
    return made


def test_search_has_the_contracts_shape(client, question):
    body = client.get("/api/v1/search/", {"q": "lavadoras e4"}).json()

    [result] = body["results"]
    assert body["count"] == 1
    assert isinstance(body["took_ms"], int)
    assert set(result) == {"key", "kind", "id", "title", "url", "lang", "section", "snippet", "score", "solved", "why", "why_text"}
    assert (result["key"], result["kind"], result["id"], result["solved"]) == (
        f"qa.question:{question.pk}",
        "qa.question",
        question.pk,
        True,
    )
    assert result["url"].endswith(question.get_absolute_url())
    assert body["facets"] == {"kind": {"qa.question": 1}, "lang": {"es": 1}, "tag": {"lavadoras": 1}, "solved": {"1": 1}}


@pytest.mark.parametrize(
    "filters, count",
    [
        ({"kind": "qa.question"}, 1),
        ({"kind": "kb.article"}, 0),
        ({"lang": ["es", "pt"]}, 1),
        ({"lang": "pt"}, 0),
        ({"tag": "lavadoras"}, 1),
        ({"solved": "true"}, 1),
        ({"solved": "0"}, 0),
    ],
)
def test_search_filters(client, question, filters, count):
    assert client.get("/api/v1/search/", {"q": "lavadora"} | filters).json()["count"] == count


def test_suggestions_have_the_contracts_shape(client, question):
    first = client.get("/api/v1/suggestions/", {"q": "lavadora"}).json()
    second = client.get("/api/v1/suggestions/", {"q": "lavadora", "journey": first["journey"]}).json()

    [result] = first["results"]
    assert set(first) == {"took_ms", "journey", "results", "advice"}
    assert set(result) == {"key", "kind", "id", "title", "url", "lang", "section", "snippet", "solved", "why", "why_text"}
    assert result["why"] == ["words", "solved"]
    assert first["journey"] == second["journey"]


@pytest.mark.parametrize(
    "path, query",
    [
        ("search", {}),
        ("search", {"q": "x", "limit": "0"}),
        ("search", {"q": "x", "sort": "y"}),
        ("suggestions", {}),
        ("suggestions", {"q": "x", "limit": "x"}),
    ],
)
def test_what_cannot_be_understood_is_a_problem(client, db, path, query):
    response = client.get(f"/api/v1/{path}/", query)

    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("text", ["", '"', "\x00", "a" * 19_000])
def test_odd_texts_are_no_errors(client, question, text):
    for path in ("search", "suggestions"):
        assert client.get(f"/api/v1/{path}/", {"q": text}).status_code in (200, 400)


def test_a_right_word_that_nothing_holds_is_offered_another(client, ask, deliver_all):
    ask("A broken pointer", lang="en")
    deliver_all()

    body = client.get("/api/v1/search/", {"q": "printer"}, headers={"Accept-Language": "en"}).json()

    assert (body["count"], body["meant"], body["offered"]) == (0, "", "pointer")
