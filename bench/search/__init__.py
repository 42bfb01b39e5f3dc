"""How well and how fast search finds; `python -m bench.search --help`."""


def set_up() -> None:
    """What a process of its own does first: models can't be imported before."""
    import django

    django.setup()
