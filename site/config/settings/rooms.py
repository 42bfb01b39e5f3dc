"""Which part each room uses, and the defaults of its rules."""

import os

from config.settings.env import DATA, env

# Before numpy is imported. The tables of a search are small: more threads than one spend ten times the work waiting for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

SEARCH_ENGINE = env.str("PLAZA_SEARCH_ENGINE", default="tantivy")
SEARCH_INDEX = DATA / "index"
ELASTICSEARCH = {
    "urls": env.list("PLAZA_ELASTICSEARCH_URL", default=["http://127.0.0.1:9200"]),
    "prefix": env.str("PLAZA_ELASTICSEARCH_PREFIX", default="plaza"),
    # A search that takes longer counts as no answer: a visitor is better served by what stands in.
    "seconds": env.float("PLAZA_ELASTICSEARCH_SECONDS", default=2.0),
    "options": {},
}
if key := env.str("PLAZA_ELASTICSEARCH_API_KEY", default=""):
    ELASTICSEARCH["options"]["api_key"] = key
if user := env.str("PLAZA_ELASTICSEARCH_USER", default=""):
    ELASTICSEARCH["options"]["basic_auth"] = (user, env.str("PLAZA_ELASTICSEARCH_PASSWORD", default=""))
if authority := env.str("PLAZA_ELASTICSEARCH_CA", default=""):
    ELASTICSEARCH["options"]["ca_certs"] = authority
SEARCH_LEARNING = env.bool("PLAZA_SEARCH_LEARNING", default=True)  # managers have a switch of their own
CRM_CONNECTOR = env.str("PLAZA_CRM_CONNECTOR", default="desk")
