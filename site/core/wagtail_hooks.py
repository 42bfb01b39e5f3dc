"""What Wagtail's admin does otherwise here: a person's picture is in Plaza's settings, and there is no second door for it."""

from wagtail.admin.views.account import AvatarSettingsPanel


def _never(_panel: AvatarSettingsPanel) -> bool:
    return False


AvatarSettingsPanel.is_active = _never
