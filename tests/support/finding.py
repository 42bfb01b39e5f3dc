"""Threads about one device for each language, for flows that search; run inside the running site (`RunningSite.shell`)."""

from typing import Any

NAMES = {
    "es": {"cook": "Inés Robledo", "reader": "Ramiro Salcedo", "writer": "Paula, de Cantalba", "keeper": "Olga Meza"},
    "pt": {"cook": "Lívia Prado", "reader": "Otávio Serra", "writer": "Nara, da Cantalba", "keeper": "Celso Brito"},
    "en": {"cook": "Tess Holloway", "reader": "Marcus Bell", "writer": "June from Cantalba", "keeper": "Ada Winters"},
}


def prepare(language: str, words: dict[str, str]) -> None:
    """A solved question and a topic of a forum, by the people of `tests.support.community`."""
    from accounts.models import User
    from forums.actions.start_topic import start_topic
    from forums.models import Forum
    from qa.actions.accept_answer import accept_answer
    from qa.actions.post_answer import post_answer
    from tests.support import community

    community.make(language)
    for name, shown in NAMES[language].items():
        User.objects.filter(username=f"{name}-{language}").update(display_name=shown)
    question = ask(language, words["title"], words["body"])
    given = post_answer(question, _viewer(f"writer-{language}"), words["answer"])
    accept_answer(given, _viewer(f"cook-{language}"))
    forum = Forum.objects.filter(lang=language, type=Forum.FORUM_POST).order_by("pk")[0]
    start_topic(forum, _viewer(f"cook-{language}"), title=words["topic"], body=words["recipe"], lang=language)


def ask(language: str, title: str, body: str) -> Any:
    from qa.actions.ask_question import ask_question

    return ask_question(_viewer(f"cook-{language}"), title=title, body=body, lang=language, tags=())


def _viewer(username: str) -> Any:
    from accounts.models import User
    from accounts.viewer import viewer_of

    return viewer_of(User.objects.get(username=username))


def guide(language: str, title: str, text: str) -> None:
    """A published guide under a topic of its own."""
    from kb.actions.propose_article import propose_article
    from kb.models import KnowledgeBasePage, TopicPage

    home = KnowledgeBasePage.objects.get(locale__language_code=language)
    topic = TopicPage(title=title, slug=f"guides-{language}", locale_id=home.locale_id)
    home.add_child(instance=topic)
    topic.save_revision().publish()
    written = propose_article(_viewer(f"cook-{language}"), topic, title=title, summary="", text=text)
    written.get_latest_revision().publish()
