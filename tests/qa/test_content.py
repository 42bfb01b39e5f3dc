import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.content import content
from core.viewer import GUEST, HOUSE
from qa.actions.accept_answer import accept_answer
from qa.models import Answer

pytestmark = pytest.mark.django_db


def test_a_question_is_one_document_with_its_answers_accepted_first(question, answer_it, asker, viewer):
    first, second = answer_it(question, body="Hose"), answer_it(question, body="Filter")
    accept_answer(second, viewer(asker))

    document = content["qa.question"].documents([question.pk])[question.pk]

    assert (document.key, document.solved, document.audiences) == (f"qa.question:{question.pk}", True, ("public",))
    assert [(part.role, part.ref, part.accepted) for part in document.parts] == [
        ("question", f"qa.question:{question.pk}", False),
        ("answer", f"qa.answer:{second.pk}", True),
        ("answer", f"qa.answer:{first.pk}", False),
    ]
    assert document.tags == ("brisa-9", "drum")


def test_held_documents_are_their_authors_and_staffs_and_hidden_ones_are_absent(ask, admission):
    admission("hold")
    held = ask()
    adapter = content["qa.question"]

    assert adapter.documents([held.pk])[held.pk].audiences == (f"user:{held.author_id}", "staff")

    adapter.hide(held.pk, HOUSE, "spam")
    assert adapter.documents([held.pk]) == {}


def test_held_answers_are_no_part_of_the_document(question, answer_it, admission):
    admission("hold")
    held = answer_it(question)

    assert len(content["qa.question"].documents([question.pk])[question.pk].parts) == 1

    content["qa.answer"].approve(held.pk, HOUSE)
    assert len(content["qa.question"].documents([question.pk])[question.pk].parts) == 2


def test_every_change_of_the_document_raises_its_revision(question, answer_it, asker, viewer):
    def revision():
        return content["qa.question"].documents([question.pk])[question.pk].revision

    seen = [revision()]
    answer = answer_it(question)
    seen.append(revision())
    accept_answer(answer, viewer(asker))
    seen.append(revision())
    content["qa.answer"].hide(answer.pk, HOUSE, "")
    seen.append(revision())

    assert seen == sorted(set(seen))


@pytest.mark.parametrize("kind", ["qa.question", "qa.answer", "qa.comment"])
def test_cards_show_what_the_viewer_may_see(question, answer, comment_on, viewer, person, kind):
    post = {"qa.question": question, "qa.answer": answer, "qa.comment": comment_on(answer)}[kind]
    adapter = content[kind]

    card = adapter.card(post.pk, GUEST)
    assert (card.title, card.author_id) == (question.title, post.author_id)
    assert card.url.startswith(question.get_absolute_url())
    assert adapter.url(post.pk) == card.url
    assert adapter.thread(post.pk) == ("qa.question", question.pk)
    assert adapter.author_id(post.pk) == post.author_id
    assert list(adapter.ids_between(post.pk, post.pk)) == [post.pk]
    assert post.pk in set(adapter.all_ids())

    adapter.hide(post.pk, HOUSE, "spam")
    assert adapter.card(post.pk, GUEST) is None
    assert adapter.card(post.pk, viewer(person(), is_staff=True)).state == "hidden"

    adapter.restore(post.pk, HOUSE)
    assert adapter.card(post.pk, GUEST)


def test_an_edit_is_a_new_version_of_the_card_and_a_vote_is_not(question, viewer, asker, person):
    from qa.actions.edit import edit_question
    from qa.actions.vote import vote

    adapter = content["qa.question"]
    vote(question, viewer(person()), 1)
    assert adapter.card(question.pk, GUEST).revision == 1

    edit_question(question, viewer(asker), title=question.title, body="New", tags=[])
    assert adapter.card(question.pk, GUEST).revision == 2


@pytest.mark.parametrize("kind, of", [("qa.question", "documents"), ("qa.question", "cards"), ("qa.answer", "cards")])
def test_batches_cost_the_same_for_2_and_for_50(ask, answer_it, person, kind, of):
    author, counts = person(), []
    questions = [ask() for _ in range(10)]
    for number in (1, 5):
        for question in questions:
            Answer.objects.bulk_create(Answer(question=question, author=author, body_text="x", body_html="x") for _ in range(number))
        adapter = content[kind]
        ids = list(adapter.all_ids())[: 2 if number == 1 else 50]
        with CaptureQueriesContext(connection) as queries:
            (adapter.documents(ids) if of == "documents" else adapter.cards(ids, GUEST))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 3
