"""Parts of other owners, as the components that hold them by their IDs say in a plan."""

from operations.plan.existing.existing import Part, parts

__all__ = ["Part", "parts"]
