"""The code that runs at the edge, written from the workload's routes."""

from planning.edge.origin_choice import function_code

__all__ = ["function_code"]
