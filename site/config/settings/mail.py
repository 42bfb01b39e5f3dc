"""Mail goes to files in the data folder until an SMTP server is named."""

from config.settings.env import DATA, env

if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"

DEFAULT_FROM_EMAIL = env.str("PLAZA_FROM_EMAIL", default="Plaza <plaza@localhost>")
