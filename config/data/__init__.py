"""Settings of the parts that hold data: the database servers and the cache."""

from config.data.aurora import AuroraSettings
from config.data.cache_settings import MOST_NODES, CacheSettings
from config.data.database_server import DatabaseServer
from config.data.database_settings import DatabaseSettings, ProxySettings
from config.data.parameters import PARAMETERS, waiting
from config.data.placement import FIRST, PlacedServer, placed
from config.data.snapshot import MASTER_USER, SnapshotSettings

__all__ = [
    "FIRST",
    "MASTER_USER",
    "MOST_NODES",
    "PARAMETERS",
    "AuroraSettings",
    "CacheSettings",
    "DatabaseServer",
    "DatabaseSettings",
    "PlacedServer",
    "ProxySettings",
    "SnapshotSettings",
    "placed",
    "waiting",
]
