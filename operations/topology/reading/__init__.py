"""Pictures read from the resources of a plan or of what stands."""

from operations.topology.reading.read import whole

__all__ = ["whole"]
