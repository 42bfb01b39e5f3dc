"""The same community as the CRM room's tests."""

from tests.crm_sync.conftest import _interactions_by_hand, agent, ask, customer, expert, manager, question  # noqa: F401
