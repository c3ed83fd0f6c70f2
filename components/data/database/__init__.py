"""The PostgreSQL servers: instance, replicas, proxy, backups, and the setup inside of them."""

from components.data.database.aurora import Aurora, AuroraArgs
from components.data.database.database import Database, DatabaseArgs
from components.data.database.database_setup import DatabaseSetup, DatabaseSetupArgs
from components.data.database.existing_database import ExistingDatabase, ExistingDatabaseArgs

__all__ = [
    "Aurora",
    "AuroraArgs",
    "Database",
    "DatabaseArgs",
    "DatabaseSetup",
    "DatabaseSetupArgs",
    "ExistingDatabase",
    "ExistingDatabaseArgs",
]
