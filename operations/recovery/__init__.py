"""Recovery: another instance in the database's place, and data of the past had back.

failover   commands for the loss of the database's primary
restore    commands that bring data of the past back, beside what there is
drill      both rehearsed, and measured against the targets
"""

from operations.recovery import drill, failover, restore

__all__ = ["drill", "failover", "restore"]
