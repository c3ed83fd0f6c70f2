"""Plans: previews, their documents, and the differences between two of them."""

from operations.plan import document, plan_text, preview
from operations.plan.compare import shown
from operations.plan.plan_text import short_type

__all__ = [
    "document",
    "plan_text",
    "preview",
    "short_type",
    "shown",
]
