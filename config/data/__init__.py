"""Settings of the parts that hold data: the database and the cache."""

from config.data.cache_settings import CacheSettings
from config.data.database_settings import DatabaseSettings, ProxySettings

__all__ = ["CacheSettings", "DatabaseSettings", "ProxySettings"]
