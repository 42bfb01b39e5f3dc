"""Websockets, the channel layer and the relay."""

from config.settings.database import REDIS_URL
from config.settings.env import env

CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

# The embedded server runs relay and periodic jobs itself; in production `manage.py worker` does, and this is off.
RELAY_IN_SERVER = env.bool("PLAZA_RELAY_IN_SERVER", default=True)
# A process of its own for jobs leaves the interpreter to pages, and costs two seconds for each start.
JOBS_APART = env.bool("PLAZA_JOBS_APART", default=True)
RELAY_LEASE_SECONDS = env.int("PLAZA_RELAY_LEASE_SECONDS", default=30)
RELAY_FIRST_RETRY_SECONDS = env.float("PLAZA_RELAY_FIRST_RETRY_SECONDS", default=2)
RELAY_MAX_ATTEMPTS = env.int("PLAZA_RELAY_MAX_ATTEMPTS", default=12)
RELAY_LATE_SECONDS = env.int("PLAZA_RELAY_LATE_SECONDS", default=60)
INTERACTION_RETENTION_DAYS = env.int("PLAZA_INTERACTION_RETENTION_DAYS", default=400)
INTERACTION_WRITER = env.bool("PLAZA_INTERACTION_WRITER", default=True)
