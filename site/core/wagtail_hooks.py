"""What Wagtail's admin does otherwise here: a person's picture, language and time zone are in Plaza's settings, with no second door."""

from wagtail.admin.views.account import AvatarSettingsPanel, BaseSettingsPanel, LocaleSettingsPanel


def _never(_panel: BaseSettingsPanel) -> bool:
    return False


AvatarSettingsPanel.is_active = _never
LocaleSettingsPanel.is_active = _never
