"""Which part each room uses, and the defaults of its rules."""

from config.settings.env import DATA, env

SEARCH_ENGINE = env.str("PLAZA_SEARCH_ENGINE", default="tantivy")
SEARCH_INDEX = DATA / "index"
SEARCH_LEARNING = env.bool("PLAZA_SEARCH_LEARNING", default=True)  # managers have a switch of their own
CRM_CONNECTOR = env.str("PLAZA_CRM_CONNECTOR", default="desk")
