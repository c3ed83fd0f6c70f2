"""The caches with the access of their users."""

from components.data.cache.cache import Cache, CacheArgs
from components.data.cache.serverless import ServerlessCache, ServerlessCacheArgs

__all__ = ["Cache", "CacheArgs", "ServerlessCache", "ServerlessCacheArgs"]
