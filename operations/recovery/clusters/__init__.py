"""Aurora servers, whose instances share one storage: nothing is exchanged, and no name changes.

failing_over   a reader in the writer's place
restoring      a cluster restored beside the one that serves
"""

from operations.recovery.clusters.failing_over import failing_over
from operations.recovery.clusters.restored import restoring

__all__ = ["failing_over", "restoring"]
