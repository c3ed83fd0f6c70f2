"""Reviews: what a pull request changes in each environment, graded by its consequences."""

from operations.review import review

__all__ = ["review"]
