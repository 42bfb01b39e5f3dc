"""Mail goes to files in the data folder until an SMTP server or a provider is named."""

from config.settings.env import DATA, env

# A provider's HTTP interface through anymail, which also hears of bounces and complaints: `postmark`, `mailgun`, `amazon_ses`…
MAIL_PROVIDER = env.str("PLAZA_MAIL_PROVIDER", default="")
ANYMAIL = env.json("ANYMAIL", default={})

if MAIL_PROVIDER:
    EMAIL_BACKEND = f"anymail.backends.{MAIL_PROVIDER}.EmailBackend"
elif env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"

# A server that does not answer holds up nobody's mail for longer.
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("PLAZA_FROM_EMAIL", default="Plaza <plaza@localhost>")
