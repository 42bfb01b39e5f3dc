"""The part of an address that names a row of this room."""

from django.urls import register_converter


class RowId:
    """A number that fits a database id; a longer one is no address of ours."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(RowId, "blog_row")
