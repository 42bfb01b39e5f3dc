"""Wagtail: the pages that editors write, one tree per language."""

from config.settings.base import BASE_URL, LANGUAGES
from config.settings.face import COMMUNITY_NAME

WAGTAIL_SITE_NAME = COMMUNITY_NAME
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILIMAGES_IMAGE_MODEL = "core.Picture"
# Its own search serves its admin alone; readers' search is the search room's.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# People sign in, change passwords and addresses at allauth's doors alone: config/editors.py.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
TAGGIT_CASE_INSENSITIVE = True
# Who approves the last step has decided to publish: moderators by their group, experts by their tags (kb.permissions).
WAGTAIL_FINISH_WORKFLOW_ACTION = "kb.workflow.publish_approved"
# Audiences decide who reads a page; a page kept by a password of its own would be a second, weaker door.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
