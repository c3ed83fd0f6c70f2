"""The alarms on an environment on AWS: its parts as CloudWatch names them, and who is told."""

from stacks.watching.watch import Watch

__all__ = ["Watch"]
