"""The parts of an environment on Docker, in the order of `stacks/local.py`."""

from stacks.on_docker.data import LocalData
from stacks.on_docker.links import LocalLinks
from stacks.on_docker.programs import LocalPrograms

__all__ = [
    "LocalData",
    "LocalLinks",
    "LocalPrograms",
]
