"""Feature flags held against the programs that read them, and the agent beside these on AWS."""

from config.joint.flags.agent import AGENT, flagged
from config.joint.flags.flag_checks import flag_notices, flag_problems

__all__ = ["AGENT", "flag_notices", "flag_problems", "flagged"]
