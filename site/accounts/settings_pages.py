"""The pages of one's own settings, in their order."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """``name`` of its address; ``rooms``: beginnings of the names of pages below it; what the page is marked with there too."""

    name: str
    label: Any
    icon: str
    rooms: tuple[str, ...] = ()


PAGES = (
    SettingsPage("settings:profile", _("Profile"), "user"),
    SettingsPage("account_email", _("E-mail addresses"), "mail"),
    SettingsPage("notification_settings", _("Notifications"), "bell"),
    SettingsPage("search:saved", _("Searches"), "search", ("search:change_saved",)),
    SettingsPage("mfa_index", _("Security"), "shield-check", ("mfa_", "account_change_password", "account_set_password", "socialaccount_")),
    SettingsPage("settings:sessions", _("Sessions"), "log-in", ("settings:end_", "settings:sign_out")),
    SettingsPage("settings:privacy", _("Privacy"), "eye", ("close_account", "own_data")),
    SettingsPage("settings:tokens", _("API tokens"), "key-round"),
)
