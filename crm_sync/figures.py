"""The deflection figures, provided to the insights pages."""


def provide() -> None:
    """Make the figures known to `core.ports.figures`."""
