import json
import random
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["tantivy", "elasticsearch"])
def test_a_killed_indexer_loses_nothing(own_site, engine, request):
    """`kill -9` on both workers again and again, in the middle of indexing and of rebuilds; at the end index and database agree."""
    own_site |= {"PLAZA_RELAY_LEASE_SECONDS": "1", "PLAZA_SEARCH_ENGINE": engine}
    if engine == "elasticsearch":
        server = {"PLAZA_ELASTICSEARCH_URL": request.getfixturevalue("elasticsearch_url"), "PLAZA_ELASTICSEARCH_SECONDS": "30"}
        own_site |= server | {"PLAZA_ELASTICSEARCH_PREFIX": f"killed-{uuid4().hex[:8]}"}
    seed = random.randrange(10**6)

    run = subprocess.run(
        [sys.executable, Path(__file__).with_name("killing.py"), str(seed)], env=own_site, capture_output=True, text=True, timeout=300
    )

    assert run.returncode == 0, f"seed {seed}: {run.stderr[-3000:]}"
    happened = json.loads(run.stdout.splitlines()[-1])
    assert happened["killed"] >= 12
    assert happened["rebuilds"] >= 1
