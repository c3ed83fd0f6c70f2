"""The evacuation of a whole region: the environment brought up again in its recovery region.

begin      the procedure, however far it is
derived    the settings file of the new environment, made from the old one's
"""

from operations.recovery.evacuation.beginning import begin, derived

__all__ = ["begin", "derived"]
