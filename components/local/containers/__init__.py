"""Containers on Docker: their images, networks, volumes and passwords."""

from components.local.containers import keys
from components.local.containers.container import ContainerSpec, Health, Mount, ended_well, run
from components.local.containers.image import PROJECT, Image, image_of, pulled, stand_in_image
from components.local.containers.machine import Machine, page
from components.local.containers.network import Networks, NetworksArgs
from components.local.containers.python_setup import PythonSetup, run_setup
from components.local.containers.volume import kept_volume

__all__ = [
    "PROJECT",
    "ContainerSpec",
    "Health",
    "Image",
    "Machine",
    "Mount",
    "Networks",
    "NetworksArgs",
    "PythonSetup",
    "ended_well",
    "image_of",
    "kept_volume",
    "keys",
    "page",
    "pulled",
    "run",
    "run_setup",
    "stand_in_image",
]
