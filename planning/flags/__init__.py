"""Feature flags as one document, the same on AWS and on Docker."""

from planning.flags.document import FlagDocument, flag_document

__all__ = ["FlagDocument", "flag_document"]
