"""The evacuation of a whole region: the environment brought up again in its recovery region.

begin      the procedure, however far it is
derived    the settings file of the new environment, made from the old one's
write      that file, written beside the old one
shown      its changes, for people
"""

from operations.recovery.evacuation.beginning import begin, derived
from operations.recovery.evacuation.settings import shown, write

__all__ = ["begin", "derived", "shown", "write"]
