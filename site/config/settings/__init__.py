"""All settings, by topic. Each file reads its environment variables and says why where a choice is odd."""

from config.settings.base import *  # noqa: F403
from config.settings.database import *  # noqa: F403
from config.settings.security import *  # noqa: F403
from config.settings.face import *  # noqa: F403
from config.settings.forums import *  # noqa: F403
from config.settings.uploads import *  # noqa: F403
from config.settings.pages import *  # noqa: F403
from config.settings.accounts import *  # noqa: F403
from config.settings.sign_in import *  # noqa: F403
from config.settings.api import *  # noqa: F403
from config.settings.live import *  # noqa: F403
from config.settings.mail import *  # noqa: F403
from config.settings.rooms import *  # noqa: F403
from config.settings.logs import *  # noqa: F403
