"""What every test may ask for: a database, people, viewers, clients, the relay, a site of its own, real services, real data."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase

from tests.support import database, services
from tests.support.processes import Nursery
from tests.support.running_site import PASSWORD

ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that use a real service run on it whichever database the suite is on."""
    for item in items:
        if "test_data" in getattr(item, "fixturenames", ()):
            item.add_marker("data")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """A copy of the migrated template: on SQLite in a file as in production, on PostgreSQL a database of the session's own."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            database.use(database.copy_template(settings.PLAZA_DATA / "tests.sqlite3"))
            with _back_after_commits(database.back_to_template):
                yield
            connection.close()
        else:
            server = os.environ["PLAZA_TEST_POSTGRES"]
            with services.new_database(server, database.server_template(server)) as url:
                database.use(urlsplit(url).path.removeprefix("/"))
                with _back_after_commits(database.Planted().put_back):
                    yield
                connection.close()


@contextmanager
def _back_after_commits(put_back: Callable[[], None]) -> Iterator[None]:
    """Tests that commit end with ``put_back`` instead of Django's flush."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
    TransactionTestCase._fixture_teardown = lambda self: put_back()  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = flush  # type: ignore[attr-defined]


@pytest.fixture(scope="session", autouse=True)
def _catalogs() -> None:
    """The translations as they are written now: a compiled catalog that is older than its source would speak of yesterday."""
    from config import catalogs

    sources = [catalogs.catalog_path(language) for language in catalogs.LANGUAGES]
    compiled = [source.with_suffix(".mo") for source in sources]
    if any(not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime for po, mo in zip(sources, compiled, strict=True)):
        catalogs.compile_all()


@pytest.fixture(autouse=True)
def _clean_process() -> Iterator[None]:
    """What lives in the process, beside the database, starts empty for each test."""
    from django.core.cache import cache
    from django.utils import timezone, translation

    from core import interactions

    cache.clear()
    interactions._buffer.clear()
    shutil.rmtree(settings.SEARCH_INDEX, ignore_errors=True)
    yield
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture
def pages_are_kept(settings: Any) -> None:
    """Guests' pages and lists are kept as in production."""
    from django.core.cache import caches

    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": backend, "LOCATION": "kept-pages-test"}}
    caches["pages"].clear()


@pytest.fixture
def person(db: None) -> Callable[..., Any]:
    """``person(username="ana", roles=("moderator",), expert=("pumps",), confirmed=False, …)``: somebody new, with a confirmed address."""
    from tests.support import people

    return people.make


@pytest.fixture
def viewer() -> Callable[..., Any]:
    """``viewer(ana, trust=4, roles={"agent"})``: the viewer that ana is, with some facts changed; ``is_staff=True`` makes an agent."""
    from accounts.viewer import viewer_of

    def look_as(somebody: Any, **facts: Any) -> Any:
        if facts.pop("is_staff", False):
            facts.setdefault("roles", {"agent"})
        if "roles" in facts:
            facts["roles"] = frozenset(facts["roles"])
        return replace(viewer_of(somebody), **facts)

    return look_as


@pytest.fixture
def client_for() -> Callable[..., Client]:
    """``client_for(ana)``: a browser in which ana has signed in."""

    def sign_in(somebody: Any, **kwargs: Any) -> Client:
        client = Client(**kwargs)
        client.force_login(somebody, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return sign_in


@pytest.fixture
def deliver_all(db: None) -> Callable[..., int]:
    """Runs every due delivery, and what those cause, until none is left; a handler's error fails the test unless ``may_fail=True``."""
    from tests.support.relay import deliver_all

    return deliver_all


@pytest.fixture
def own_site(tmp_path: Path, django_db_setup: None) -> dict[str, str]:
    """The environment of a site apart, migrated and empty, for processes that a test starts: its folder is ``PLAZA_DATA``."""
    data = tmp_path / "site"
    if connection.vendor == "sqlite":
        database.copy_template(data / "plaza.sqlite3")
    return site_environment(data)


def site_environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLAZA_", "DJANGO_")) and name != "DATABASE_URL"}
    return kept | {
        "PLAZA_DATA": str(data),
        "PLAZA_JOBS_APART": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        "SECRET_KEY": "only-for-tests",
    }


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Path:
    """The data folder of a site with the small demo community, whose people have `PASSWORD`; for a test to copy, never to use.

    Made once, whichever of the session's processes asks first.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "demo-site"
    with (shared / "demo-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            database.copy_template(folder / "plaza.sqlite3")
            with Nursery(site_environment(folder)) as site:
                site.run("seed_demo", "--size", "small", "--password", PASSWORD)
            (folder / "made").touch()
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server where databases may be made: ``PLAZA_TEST_POSTGRES``, or one started for this session."""
    with services.running("postgres", "PLAZA_TEST_POSTGRES") as url:
        yield url


@pytest.fixture
def postgres_database(postgres_server: str) -> Iterator[str]:
    """The URL of a migrated database of the test's own, for the ``DATABASE_URL`` of processes that it starts."""
    with services.new_database(postgres_server, database.server_template(postgres_server)) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The URL of an empty Redis: ``PLAZA_TEST_REDIS``, or one started for this session."""
    with services.running("redis", "PLAZA_TEST_REDIS") as url:
        yield url


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """The URL of an Elasticsearch 8: ``PLAZA_TEST_ELASTICSEARCH``, or one started for this session."""
    with services.running("elasticsearch", "PLAZA_TEST_ELASTICSEARCH") as url:
        yield url


@pytest.fixture(scope="session")
def oidc() -> Iterator[str]:
    """The issuer of an OpenID Connect provider with the realm of `tests/services/keycloak.json` (``PLAZA_TEST_OIDC`` or started here)."""
    with services.running("keycloak", "PLAZA_TEST_OIDC") as url:
        yield url


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real data, read in place: ``PLAZA_TEST_DATA``, or ``../shared/data``."""
    folder = Path(os.environ.get("PLAZA_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "README.md").exists():
        pytest.skip(f"no test data: PLAZA_TEST_DATA names no folder with it (looked in {folder})")
    return folder
