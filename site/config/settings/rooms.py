"""Which part each room uses, and the defaults of its rules."""

from config.settings.env import DATA, env

SEARCH_ENGINE = env.str("PLAZA_SEARCH_ENGINE", default="tantivy")
SEARCH_INDEX = DATA / "index"
CRM_CONNECTOR = env.str("PLAZA_CRM_CONNECTOR", default="desk")
