"""The cache with the access of its users."""

from components.data.cache.cache import Cache, CacheArgs

__all__ = ["Cache", "CacheArgs"]
