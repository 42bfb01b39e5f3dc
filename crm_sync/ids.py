"""External ids: the key of each object in every other system, the same for ever and different from every other Plaza's."""

from uuid import UUID, uuid5

from core.models import Installation


def external_id(ref: str) -> UUID:
    """The UUIDv5 of a Plaza ref (``qa.question:12``) in this installation's own random namespace."""
    return uuid5(Installation.namespace(), ref)
