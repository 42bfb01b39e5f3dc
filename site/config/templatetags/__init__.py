"""The roof's tags for templates."""
