"""People who sign in, and programs that ask for tokens: user pools, and how they are used."""

from config.identity.pool_settings import UserPoolSettings
from config.identity.pool_use import PoolAccess, ShortUserPoolUse, UserPoolUse
from config.identity.user_pool import ScopeLabel, UserPool, UserPoolClient

__all__ = [
    "PoolAccess",
    "ScopeLabel",
    "ShortUserPoolUse",
    "UserPool",
    "UserPoolClient",
    "UserPoolSettings",
    "UserPoolUse",
]
