"""Reviews: what a pull request changes in each environment, graded by its consequences."""

from operations.review import blocks, engine_plan, judged, report, review, review_text
from operations.review.report import Environment, Report

__all__ = [
    "Environment",
    "Report",
    "blocks",
    "engine_plan",
    "judged",
    "report",
    "review",
    "review_text",
]
