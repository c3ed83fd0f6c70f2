"""People who sign in, and programs that ask for tokens: user pools, and how they are used."""

from config.identity.pool_settings import UserPoolSettings
from config.identity.pool_use import PoolAccess, ShortUserPoolUse, UserPoolUse
from config.identity.user_pool import SCOPES_OF_PEOPLE, ScopeLabel, UserPool, UserPoolClient

__all__ = [
    "SCOPES_OF_PEOPLE",
    "PoolAccess",
    "ScopeLabel",
    "ShortUserPoolUse",
    "UserPool",
    "UserPoolClient",
    "UserPoolSettings",
    "UserPoolUse",
]
