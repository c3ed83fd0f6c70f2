"""The objects of a bucket as they were at a time.

Restoration   what is to be copied, and the copies
shown         a comparison for people
"""

from operations.recovery.objects.restored import Restoration, shown

__all__ = ["Restoration", "shown"]
