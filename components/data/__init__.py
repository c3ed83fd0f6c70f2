"""The databases, the caches and the search engine, with the logins of their users."""

from components.data.cache import Cache, CacheArgs, ServerlessCache, ServerlessCacheArgs
from components.data.credentials import Credentials, CredentialsArgs, credentials_function
from components.data.database import (
    Aurora,
    AuroraArgs,
    Database,
    DatabaseArgs,
    DatabaseSetup,
    DatabaseSetupArgs,
    ExistingDatabase,
    ExistingDatabaseArgs,
)
from components.data.search import Search, SearchArgs

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
    "ExistingDatabase",
    "ExistingDatabaseArgs",
    "Search",
    "SearchArgs",
    "ServerlessCache",
    "ServerlessCacheArgs",
    "credentials_function",
]
