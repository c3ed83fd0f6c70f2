"""The components of an environment on Docker: the nouns of AWS, in containers on one machine."""

from components.local.broker import Broker, BrokerArgs
from components.local.cache import Cache, CacheArgs
from components.local.database import Database, DatabaseArgs
from components.local.gateway import Gateway, GatewayArgs
from components.local.host_program import HostProgram, HostProgramArgs
from components.local.image import PROJECT, stand_in_image
from components.local.init_scripts import InitScripts, InitScriptsArgs
from components.local.machine import Machine
from components.local.network import Networks, NetworksArgs
from components.local.object_store import ObjectStore, ObjectStoreArgs
from components.local.program import Program, ProgramArgs
from components.local.queue_server import QueueServer, QueueServerArgs

__all__ = [
    "PROJECT",
    "Broker",
    "BrokerArgs",
    "Cache",
    "CacheArgs",
    "Database",
    "DatabaseArgs",
    "Gateway",
    "GatewayArgs",
    "HostProgram",
    "HostProgramArgs",
    "InitScripts",
    "InitScriptsArgs",
    "Machine",
    "Networks",
    "NetworksArgs",
    "ObjectStore",
    "ObjectStoreArgs",
    "Program",
    "ProgramArgs",
    "QueueServer",
    "QueueServerArgs",
    "stand_in_image",
]
