"""Reads the settings page's matrix."""

from collections.abc import Mapping

from notifications.kinds import ALL_MAIL, KINDS, Channel, Choice


def choices_in(sent: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Kind and channel to choice. The page sends every row, so a box that is missing is one that was emptied; nonsense changes nothing."""
    choices: dict[tuple[str, str], str] = {(ALL_MAIL, Channel.EMAIL): Choice.OFF if sent.get("no_mail") else Choice.AT_ONCE}
    for name, kind in KINDS.items():
        if kind.on_site:
            choices[name, Channel.IN_APP] = Choice.AT_ONCE if sent.get(f"in_app.{name}") else Choice.OFF
        wanted = sent.get(f"email.{name}", "")
        if wanted in kind.allowed(Channel.EMAIL):
            choices[name, Channel.EMAIL] = wanted
    return choices
