"""Dumps of StackExchange communities, and of others in their format: `manage.py import_stackexchange` (docs/integrators/import.md)."""
