"""What `manage.py check`, with `--deploy` too, says of the search engine that this site is set to."""

from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.core import checks

from search.engines import ENGINES, engine
from search.engines.protocol import EngineBusy
from search.vector_files import NoVectors, files

OLDEST: Final = 8  # of Elasticsearch's major versions


@checks.register
def engine_is_known(**_: Any) -> Iterable[checks.CheckMessage]:
    if settings.SEARCH_ENGINE not in ENGINES:
        yield checks.Error(f"PLAZA_SEARCH_ENGINE is {settings.SEARCH_ENGINE!r}.", hint=f"There is {', '.join(ENGINES)}.", id="search.E001")


@checks.register
def vectors_are_there(**_: Any) -> Iterable[checks.CheckMessage]:
    try:
        files()
    except NoVectors as error:
        yield checks.Error(
            f"The word vectors that search ranks by can't be read ({error}).",
            hint="Install what requirements.lock names: ./run does.",
            id="search.E003",
        )


@checks.register(checks.Tags.security, deploy=True)
def elasticsearch_is_fit(**_: Any) -> Iterable[checks.CheckMessage]:
    if settings.SEARCH_ENGINE != "elasticsearch":
        return
    given = settings.ELASTICSEARCH
    if given["options"] and any(url.startswith("http:") for url in given["urls"]):
        yield checks.Warning(
            "Plaza signs in to Elasticsearch over plain HTTP: key or password can be read on the way.",
            hint="Use https in PLAZA_ELASTICSEARCH_URL, and PLAZA_ELASTICSEARCH_CA for an authority of your own.",
            id="search.W001",
        )
    try:
        version = engine().version()  # type: ignore[attr-defined]  # the others are part of Plaza
    except EngineBusy:
        yield checks.Warning("Elasticsearch doesn't answer at PLAZA_ELASTICSEARCH_URL.", id="search.W002")
        return
    if int(version.partition(".")[0]) < OLDEST:
        yield checks.Error(f"Elasticsearch {version} is too old.", hint=f"Plaza works with {OLDEST} and later.", id="search.E002")
