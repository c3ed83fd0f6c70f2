"""Plans: previews, their documents, and the differences between two of them."""

from operations.plan import document, plan_text, preview, renames, sides, standing
from operations.plan.beside import beside, with_files
from operations.plan.changes import Change, Comparison
from operations.plan.compare import compare, shown, shown_pair
from operations.plan.differences import between, opened
from operations.plan.document import Document
from operations.plan.plan_file import PlanFile
from operations.plan.plan_text import short_type
from operations.plan.resources import Resource, Resources, from_file, from_stack_or_file, of_stack
from operations.plan.sides import Side

__all__ = [
    "Change",
    "Comparison",
    "Document",
    "PlanFile",
    "Resource",
    "Resources",
    "Side",
    "beside",
    "between",
    "compare",
    "document",
    "from_file",
    "from_stack_or_file",
    "of_stack",
    "opened",
    "plan_text",
    "preview",
    "renames",
    "short_type",
    "shown",
    "shown_pair",
    "sides",
    "standing",
    "with_files",
]
