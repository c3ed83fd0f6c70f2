"""The names with which a team writes its own/: the platform as the team sees it, and its
extensions.

    Platform, RunningPlatform   the resources of an environment, for functions of own/resources.py
    Export, Offer, Allow, Way   variables, secrets and rights for programs, by names of `uses.own`
    Override                    another value for an argument of a resource that Plinth makes

Later releases keep these names and their meaning; own/ should import nothing else of Plinth's.
"""

from extension import exports
from extension.applied import applied
from extension.argument_types import takes
from extension.exports import Allow, Export, Offer, Way
from extension.loading import NOTHING, Team, load
from extension.mistakes import Known
from extension.overrides import Override
from extension.platform import Platform, RunningPlatform, RunningProgram

__all__ = [
    "NOTHING",
    "Allow",
    "Export",
    "Known",
    "Offer",
    "Override",
    "Platform",
    "RunningPlatform",
    "RunningProgram",
    "Team",
    "Way",
    "applied",
    "exports",
    "load",
    "takes",
]
