"""The REST API and its description."""

from config.settings.env import env

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["core.api_access.Reading"],
    "DEFAULT_PAGINATION_CLASS": "core.api.CursorPage",
    # JSON alone: the browsable API needs inline scripts, which the content security policy refuses.
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["core.api_access.GuestRate", "core.api_access.PersonRate"],
    "DEFAULT_THROTTLE_RATES": {
        "guest": env.str("PLAZA_API_GUEST_RATE", default="600/min"),
        "person": env.str("PLAZA_API_PERSON_RATE", default="1200/min"),
    },
    "NUM_PROXIES": env.int("PLAZA_PROXY_HOPS", default=0),
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.api.problem",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Plaza API",
    "DESCRIPTION": "The community by machine: questions, answers, search, people, moderation, cases and figures.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "PREPROCESSING_HOOKS": ["core.api.only_ours"],
    # Two fields of one name with different choices: each choice has a name of its own.
    "ENUM_NAME_OVERRIDES": {
        "FlagReasonEnum": "moderation.models.FlagReason",
        "RatingReasonEnum": "kb.models.Rating.Reason",
        "ReviewStateEnum": "moderation.models.ReviewItem.State",
        "ContestStateEnum": "gamification.models.contests.Contest.State",
    },
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "core.api.describe_problems"],
}
