"""Documents written from the models: the reference pages, and the schemas that editors read."""

from config.documents import reference, schema

__all__ = [
    "reference",
    "schema",
]
