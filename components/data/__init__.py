"""The database and the cache, with the logins of their users."""

from components.data.cache import Cache, CacheArgs
from components.data.credentials import Credentials, CredentialsArgs, credentials_function
from components.data.database import (
    Aurora,
    AuroraArgs,
    Database,
    DatabaseArgs,
    DatabaseSetup,
    DatabaseSetupArgs,
)

__all__ = [
    "Aurora",
    "AuroraArgs",
    "Cache",
    "CacheArgs",
    "Credentials",
    "CredentialsArgs",
    "Database",
    "DatabaseArgs",
    "DatabaseSetup",
    "DatabaseSetupArgs",
    "credentials_function",
]
