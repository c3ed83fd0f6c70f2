"""The parts of an environment on AWS, in the order of `stacks/cloud.py`."""

from stacks.on_aws.compute import Compute
from stacks.on_aws.copies import Copies
from stacks.on_aws.data import BuiltCache, Data
from stacks.on_aws.database_servers import DatabaseServer
from stacks.on_aws.foundation import US_EAST_1, Foundation
from stacks.on_aws.front_door import FrontDoor
from stacks.on_aws.gateway import Gateway
from stacks.on_aws.messages import Messages
from stacks.on_aws.programs import Programs
from stacks.on_aws.storage import Storage
from stacks.on_aws.team import TeamResources

__all__ = [
    "US_EAST_1",
    "BuiltCache",
    "Compute",
    "Copies",
    "Data",
    "DatabaseServer",
    "Foundation",
    "FrontDoor",
    "Gateway",
    "Messages",
    "Programs",
    "Storage",
    "TeamResources",
]
