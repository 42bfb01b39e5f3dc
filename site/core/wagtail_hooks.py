"""What Wagtail's admin does otherwise here: a person's picture, language and time zone are in Plaza's settings, with no second door; and of
its mails only those of comments are left, the others being the house's (`core.reviews`)."""

from typing import Any

from wagtail.admin.forms.account import NotificationPreferencesForm
from wagtail.admin.views.account import AvatarSettingsPanel, BaseSettingsPanel, LocaleSettingsPanel, NotificationsSettingsPanel

SAID_BY_THE_HOUSE = ("submitted_notifications", "approved_notifications", "rejected_notifications")


class CommentNotifications(NotificationPreferencesForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SAID_BY_THE_HOUSE:
            self.fields.pop(name, None)


def _never(_panel: BaseSettingsPanel) -> bool:
    return False


AvatarSettingsPanel.is_active = _never
LocaleSettingsPanel.is_active = _never
NotificationsSettingsPanel.form_class = CommentNotifications
