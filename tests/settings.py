"""The product's settings on a data folder of their own, for one test process: nothing of the developer's site or shell leaks in.

Test processes that a test starts itself inherit the folder; an xdist worker makes its own. `PLAZA_TEST_DB=postgres` puts the suite on
the server at `PLAZA_TEST_POSTGRES`.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
for source in (ROOT / "site", ROOT):
    if str(source) not in sys.path:
        sys.path.insert(0, str(source))


def _own_folder() -> str:
    mark = f"PLAZA_TEST_FOLDER_{os.environ.get('PYTEST_XDIST_WORKER', 'main').upper()}"
    if mark not in os.environ:
        folder, owner = tempfile.mkdtemp(prefix="plaza-tests-"), os.getpid()
        atexit.register(lambda: os.getpid() == owner and shutil.rmtree(folder, ignore_errors=True))
        os.environ[mark] = folder
    return os.environ[mark]


for name in list(os.environ):
    if name in {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY"} or (name.startswith("PLAZA_") and "PLAZA_TEST" not in name):
        del os.environ[name]
os.environ["PLAZA_DATA"] = str(Path(_own_folder()) / "data")
os.environ["SECRET_KEY"] = "only-for-tests"
if os.environ.get("PLAZA_TEST_DB") == "postgres":
    os.environ["DATABASE_URL"] = os.environ["PLAZA_TEST_POSTGRES"]

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nothing commits in most tests, so nothing would empty guests' pages; those that test them turn the cache on.
CACHES = CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # noqa: F405
# No thread writes beside a test; `core.interactions.flush()` does it when the test says so.
INTERACTION_WRITER = False
# Each test client is a server of its own; the house's thousand files are read by the first.
MIDDLEWARE = [{"config.staticfiles.StaticFiles": "tests.support.static.ReadOnce"}.get(each, each) for each in MIDDLEWARE]  # noqa: F405
