"""Which words a house's questions and answers show to stand for each other, and which they don't."""

import pytest

from search.learned.wording import LEAST_PEOPLE, LEAST_SEEKERS, Learner, Unit

FILLER = 100
SAID = {
    "es": ("La lavadora hace un {} raro al centrifugar la ropa", "zumbido", "ronroneo"),
    "pt": ("A lavadora faz um {} estranho ao centrifugar a roupa", "zumbido", "chiado"),
    "en": ("The washer makes a {} while spinning the laundry", "humming", "buzzing"),
}


def learner(lang="en", translations=None):
    """One that read a hundred other questions with their answers."""
    made = Learner(lang, translations or {})
    for number in range(FILLER):
        made.read(f"alpha{number} beta gamma. delta epsilon{number} zeta")
        made.ask(
            Unit(
                "beta gamma", "delta zeta", frozenset({f"a{number}"}), frozenset({f"b{number}"}), f"qa.question:{1000 + number}", "answers"
            )
        )
    return made


def asked(made, question, answer, times=6, *, askers=6, tellers=6, source="answers"):
    for number in range(times):
        made.read(question)
        made.read(answer)
        who, by = frozenset({f"person:{number % askers}"}), frozenset({f"person:{100 + number % tellers}"})
        made.ask(Unit(question, answer, who, by, f"qa.question:{number}", source))


def pairs(made):
    return {frozenset((made.written(pair.asked), made.written(pair.told))) for pair in made.learned()}


@pytest.mark.parametrize("lang", SAID)
def test_words_that_stand_for_each_other(lang):
    sentence, one, other = SAID[lang]
    made = learner(lang)
    asked(made, sentence.format(one), sentence.format(other))

    [pair] = made.learned()

    assert (made.written(pair.asked), made.written(pair.told)) == (one, other)
    assert (pair.documents, pair.askers, len(pair.refs)) == ({"answers": 6}, 6, 6)
    assert pair.measured.alike > 0.9
    assert pair.measured.beside == 0


def test_words_that_translate_the_same_are_near_in_meaning():
    sentence, one, other = SAID["es"]
    plain = learner("es")
    told = learner("es", {"es:zumb": (("en:buzz", 0.9),), "es:ronrone": (("pt:chi", 0.9), ("en:buzz", 0.4))})
    for made in (plain, told):
        asked(made, sentence.format(one), sentence.format(other))

    [pair] = told.learned()

    assert pair.measured.near == pytest.approx(0.36)
    assert plain.learned()[0].measured.near < 0.1


def test_words_that_translate_the_same_need_nobody_who_asked():
    sentence, one, other = SAID["es"]
    made = learner("es", {"es:zumb": (("en:buzz", 0.9),), "es:ronrone": (("en:buzz", 0.4),), "es:rar": (("en:buzz", 0.9),)})
    for word in (one, other):
        for _ in range(6):
            made.read(sentence.format(word))

    [pair] = made.learned()

    assert {made.written(pair.asked), made.written(pair.told)} == {one, other}
    assert (pair.documents, pair.askers, pair.refs) == ({"translated": 1}, 0, ())


def test_what_is_said_side_by_side_is_two_things():
    sentence, one, other = SAID["en"]
    made = learner()
    asked(made, sentence.format(one), sentence.format(other))
    for _ in range(12):
        made.read(f"Either {one} or {other} may be heard")

    assert pairs(made) == set()


@pytest.mark.parametrize("few", [{"times": 2}, {"askers": LEAST_PEOPLE - 1}, {"tellers": LEAST_PEOPLE - 1}])
def test_few_texts_or_few_people_teach_nothing(few):
    sentence, one, other = SAID["en"]
    made = learner()
    asked(made, sentence.format(one), sentence.format(other), **few)
    for text in (one, other):
        for _ in range(6):
            made.read(sentence.format(text))

    assert pairs(made) == set()


@pytest.mark.parametrize("one, other", [("plugged", "unplugged"), ("uphill", "downhill"), ("monday", "friday"), ("today", "tomorrow")])
def test_contraries_times_and_numbers_are_no_synonyms(one, other):
    made = learner()
    asked(made, SAID["en"][0].format(one), SAID["en"][0].format(other))

    assert pairs(made) == set()


def test_words_that_are_said_of_everything_are_left_out():
    made = learner()
    asked(made, SAID["en"][0].format("good"), SAID["en"][0].format("great"))

    assert pairs(made) == set()


@pytest.mark.parametrize("seekers, found", [(LEAST_SEEKERS, {frozenset(("noise", "humming"))}), (LEAST_SEEKERS - 1, set())])
def test_a_word_that_people_search_for_and_nobody_writes_needs_more_of_them(seekers, found):
    sentence, one, _ = SAID["en"]
    made = learner()
    for _ in range(6):
        made.read(sentence.format(one))
    for number in range(6):
        searchers = frozenset(f"person:{each}" for each in range(seekers))
        ref = f"qa.question:{number}"
        made.ask(Unit("noise", sentence.format(one), searchers, frozenset({ref}), ref, "searches"))

    assert pairs(made) & {frozenset(("noise", "humming"))} == found


def test_nothing_is_learned_from_nothing():
    assert Learner("es").learned() == []
    assert learner().learned() == []
