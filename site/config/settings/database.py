"""SQLite beside the media by default, PostgreSQL by `DATABASE_URL`; cache in memory or Redis."""

from contextlib import suppress
from typing import Any
from warnings import catch_warnings, simplefilter

from django.core.exceptions import ImproperlyConfigured

from config.settings.env import DATA, env

DATA.mkdir(parents=True, exist_ok=True)

SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"


def _database() -> dict[str, Any]:
    found: dict[str, Any] = {}
    with catch_warnings(), suppress(ValueError):
        simplefilter("ignore")  # the library says in its own words, in two lines, what the sentence below says
        found = env.db_url("DATABASE_URL", default=f"sqlite:///{DATA / 'plaza.sqlite3'}")
    if found.get("ENGINE") not in (SQLITE, POSTGRESQL):
        raise ImproperlyConfigured("DATABASE_URL is no address of a database, such as postgres://plaza:secret@localhost:5432/plaza")
    return found


DATABASES = {"default": _database()}

if DATABASES["default"]["ENGINE"] == SQLITE:
    # IMMEDIATE takes the write lock when a transaction begins, so two writers queue (up to `timeout` seconds) instead of failing midway.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None  # eight fixed threads, one connection each
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("PLAZA_DB_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# Actions open their own transactions: a GET must never hold SQLite's one write lock.
DATABASES["default"]["ATOMIC_REQUESTS"] = False

# A process that waits for a database server has time for other pages; one that reads a file beside it has none (`config.turns`).
PAGES_AT_ONCE = env.int("PLAZA_PAGES_AT_ONCE", default=1 if DATABASES["default"]["ENGINE"] == SQLITE else 4)

REDIS_URL = env.str("REDIS_URL", default="")


def cache(name: str, entries: int) -> dict[str, Any]:
    if REDIS_URL:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": name}
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name, "OPTIONS": {"MAX_ENTRIES": entries}}


# Guests' pages (core.guest_pages) stand apart, so that a crawler pushes out no counter of a rate limit.
# Pieces of pages (core.pieces) stay in the process, beside the templates that they were drawn from.
PIECES = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "plaza-pieces", "OPTIONS": {"MAX_ENTRIES": 3000}}
CACHES = {"default": cache("plaza", 5000), "pages": cache("plaza-pages", 1500), "pieces": PIECES}
GUEST_PAGES_VARY_ON = ("theme", "plaza_consent")
