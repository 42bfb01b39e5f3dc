"""What every new site has (pages, forums, badges) is planted after each migration. This tells whether there is ground to plant in."""

from django.db import connection, models


def all_there(*tables: type[models.Model]) -> bool:
    """Whether these tables exist: somebody may migrate some rooms alone, and all rooms hear of it."""
    return {model._meta.db_table for model in tables} <= set(connection.introspection.table_names())
