"""Data on Docker: PostgreSQL, MySQL, Redis or Valkey, OpenSearch, and the server of objects."""

from components.local.data.cache import CACHE_PORT, Cache, CacheArgs
from components.local.data.database import DATABASE_PORT, Database, DatabaseArgs
from components.local.data.init_scripts import InitScripts, InitScriptsArgs
from components.local.data.mysql import MYSQL_PORT, MySql, MySqlArgs
from components.local.data.object_server import OBJECTS_PORT
from components.local.data.object_store import ObjectStore, ObjectStoreArgs
from components.local.data.search import SEARCH_PORT, Search, SearchArgs

__all__ = [
    "CACHE_PORT",
    "DATABASE_PORT",
    "MYSQL_PORT",
    "OBJECTS_PORT",
    "SEARCH_PORT",
    "Cache",
    "CacheArgs",
    "Database",
    "DatabaseArgs",
    "InitScripts",
    "InitScriptsArgs",
    "MySql",
    "MySqlArgs",
    "ObjectStore",
    "ObjectStoreArgs",
    "Search",
    "SearchArgs",
]
