"""What a team's own/ is written with: the platform as it sees it, and the words for its answers.

    Platform, RunningPlatform   what stands there, for functions of own/resources.py
    Export, Offer, Allow, Way   what programs get by a name under `uses.own`
    Override                    another value for an argument of a resource that Plinth makes

Later releases keep these names and what they mean; own/ should import nothing else of Plinth's.
"""

from extension import exports
from extension.applied import applied
from extension.exports import Allow, Export, Offer, Way
from extension.loading import NOTHING, Team, load
from extension.overrides import Override
from extension.platform import Platform, RunningPlatform, RunningProgram

__all__ = [
    "NOTHING",
    "Allow",
    "Export",
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
]
