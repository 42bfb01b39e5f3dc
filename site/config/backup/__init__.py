"""A site in one file, and back: every row and every upload, with digests that tell whether anything differs.

Rows are lines of JSON, so what one database wrote another can take: this is also the way from SQLite to PostgreSQL.
"""
