"""Settings of the parts that hold data: the database servers, the caches and the search engine."""

from config.data.aurora import AuroraSettings, AuroraStorage
from config.data.cache_settings import MOST_NODES, NO_NODES, OF_NODES, CacheSettings
from config.data.database_server import DatabaseServer
from config.data.database_settings import DatabaseSettings, ProxySettings
from config.data.engines import ENGINES, EngineFacts
from config.data.named_cache import (
    FIRST_CACHE,
    NamedCache,
    PlacedCache,
    cache_name,
    placed_caches,
)
from config.data.parameters import PARAMETERS, ParametersOf, waiting
from config.data.placement import (
    FIRST,
    ExistingServer,
    PlacedServer,
    Server,
    of_engine,
    placed,
    placed_existing,
    server_name,
)
from config.data.search_settings import SearchSettings
from config.data.serverless_cache import ServerlessSettings
from config.data.snapshot import MASTER_USER, SnapshotSettings

__all__ = [
    "ENGINES",
    "FIRST",
    "FIRST_CACHE",
    "MASTER_USER",
    "MOST_NODES",
    "NO_NODES",
    "OF_NODES",
    "PARAMETERS",
    "AuroraSettings",
    "AuroraStorage",
    "CacheSettings",
    "DatabaseServer",
    "DatabaseSettings",
    "EngineFacts",
    "ExistingServer",
    "NamedCache",
    "ParametersOf",
    "PlacedCache",
    "PlacedServer",
    "ProxySettings",
    "SearchSettings",
    "Server",
    "ServerlessSettings",
    "SnapshotSettings",
    "cache_name",
    "of_engine",
    "placed",
    "placed_caches",
    "placed_existing",
    "server_name",
    "waiting",
]
