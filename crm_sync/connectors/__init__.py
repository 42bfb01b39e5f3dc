"""The registry of connectors: the setting `CRM_CONNECTOR` names one of these, or the dotted path of a class of your own."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from crm_sync.connectors.protocol import Connector

CONNECTORS = {"desk": "crm_sync.connectors.desk.Desk"}


@lru_cache
def _made(path: str) -> Connector:
    return import_string(path)()


def connector() -> Connector:
    """The connector that the operator chose, made once per process."""
    return _made(CONNECTORS.get(settings.CRM_CONNECTOR, settings.CRM_CONNECTOR))
