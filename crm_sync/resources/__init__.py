"""The resources of the CRM room's API; `crm_sync.api` gives them their addresses."""
