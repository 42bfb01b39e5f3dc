"""Who people are and how they sign in."""

from operator import attrgetter

from config.settings.env import env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.LoginForm", "signup": "accounts.forms.SignupForm", "add_email": "accounts.forms.AddEmailForm"}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Nobody is asked for a user name: it is made from the display name, never from the address.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Whoever opens the link in the browser in which they signed up is signed in at once.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = attrgetter("name")
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if env.bool("PLAZA_HTTPS", default=False) else "http"
# Who guesses passwords is slowed down by address and by account (allauth's defaults, named here because they matter).
ACCOUNT_RATE_LIMITS = {
    "login": env.str("PLAZA_LOGIN_RATE", default="30/m/ip"),
    "login_failed": env.str("PLAZA_LOGIN_FAILED_RATE", default="10/m/ip,5/300s/key"),
    "signup": env.str("PLAZA_SIGNUP_RATE", default="20/m/ip"),
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PLAZA_PROXY_HOPS", default=0)

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "display_name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Trust levels: each is reached in any one of its ways, step by step, recomputed daily for those who visited; level 3 looks at the last
# hundred days and level 4 at the person, so both are given by hand. Numbers start as Discourse's; posts read aren't counted, and the second
# way of each level asks nothing that only people who agreed to statistics have.
TRUST_LEVELS = {
    1: [{"topics_entered": 5, "minutes_read": 10}, {"days_visited": 3, "topics_replied": 1}],
    2: [
        {
            "days_visited": 15,
            "topics_entered": 20,
            "minutes_read": 60,
            "topics_replied": 3,
            "likes_given": 1,
            "likes_received": 1,
        },
        {"days_visited": 15, "topics_replied": 5, "likes_given": 1, "likes_received": 2},
    ],
}
