"""Plans: previews, their documents, and the differences between two of them."""

from operations.plan import document, plan_text, preview
from operations.plan.compare import shown
from operations.plan.plan_text import short_type
from operations.plan.resources import Resource, Resources, from_file, from_stack_or_file, of_stack

__all__ = [
    "Resource",
    "Resources",
    "document",
    "from_file",
    "from_stack_or_file",
    "of_stack",
    "plan_text",
    "preview",
    "short_type",
    "shown",
]
