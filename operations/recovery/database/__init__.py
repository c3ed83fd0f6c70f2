"""The database's instance, exchanged for another under the same name.

choose         the failover that could be made now
failover       a replica in the primary's place
restoring      an instance restored beside the database
cutting_over   a restored instance in the database's place
removal        what was set aside, removed
"""

from operations.recovery.database.cut_over import cutting_over
from operations.recovery.database.left_over import removal
from operations.recovery.database.promotion import choose, failover
from operations.recovery.database.restored import restoring

__all__ = ["choose", "cutting_over", "failover", "removal", "restoring"]
