"""The database's instance, exchanged for another under the same name.

instances      instances as RDS describes them
health         the check that programs run again
restorable     times and snapshots from which a restoration can begin
choose         the failover that could be made now
failover       a replica in the primary's place
restoring      an instance restored beside the database
cutting_over   a restored instance in the database's place
newest         the replicated backups of an instance that reach furthest
bringing       the database from those, in the region that they were copied to
removal        what was set aside, removed
"""

from operations.recovery.database import health, instances, restorable
from operations.recovery.database.copied import bringing, newest
from operations.recovery.database.cut_over import cutting_over
from operations.recovery.database.left_over import removal
from operations.recovery.database.promotion import choose, failover
from operations.recovery.database.restored import restoring

__all__ = [
    "bringing",
    "choose",
    "cutting_over",
    "failover",
    "health",
    "instances",
    "newest",
    "removal",
    "restorable",
    "restoring",
]
