"""Static files for test clients: each of them is a server of its own, and reads all files of the house when it answers first."""

from django.conf import settings

from config.staticfiles import StaticFiles

_found: dict[str, dict] = {}


class ReadOnce(StaticFiles):
    """The product's static files, looked for once in a process."""

    def add_files_from_finders(self) -> None:
        bundle = str(settings.STATIC_BUNDLE)
        if bundle not in _found:
            super().add_files_from_finders()
            _found[bundle] = self.files
        self.files = _found[bundle]
