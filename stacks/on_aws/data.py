"""Builds the databases with their logins and the cache with its users; AWS makes their
passwords."""

from components.data import (
    Cache,
    CacheArgs,
    Credentials,
    CredentialsArgs,
    credentials_function,
)
from components.functions import Function
from config.data import CacheSettings
from planning import facts
from stacks.on_aws.compute import Compute
from stacks.on_aws.database_servers import DatabaseServers
from stacks.on_aws.foundation import Foundation
from stacks.on_aws.storage import Storage


class Data:
    """The database servers and the cache of an environment; either may be absent."""

    def __init__(self, base: Foundation, compute: Compute, storage: Storage) -> None:
        self._base = base
        self.cache: Cache | None = None
        self.cache_users: Credentials | None = None
        self.credentials_function: Function | None = None
        settings = base.settings
        if settings.database or settings.cache:
            self.credentials_function = credentials_function(
                "credentials", base.environment, base.key.arn, base.opts
            )
        self.servers = DatabaseServers(base, compute, storage, self.credentials_function)
        first = self.servers.first
        self.database = first.database if first else None
        """The first database server."""
        if settings.cache and self.credentials_function:
            self._build_cache(settings.cache, self.credentials_function)

    def _build_cache(self, settings: CacheSettings, function: Function) -> None:
        self.cache = Cache(
            "cache",
            CacheArgs(
                environment=self._base.environment,
                settings=settings,
                snapshots_days=self._base.settings.retention.snapshots_days,
                programs=facts.cache_users(self._base.workload),
                vpc_id=self._base.network.vpc_id,
                subnet_ids=self._base.cache_subnets,
                kms_key_arn=self._base.key.arn,
            ),
            self._base.opts,
        )
        self.cache_users = Credentials(
            "cache-credentials",
            CredentialsArgs(
                environment=self._base.environment,
                function=function,
                kms_key_arn=self._base.key.arn,
                kind="cache",
                usernames=self.cache.usernames,
                user_ids=self.cache.user_ids,
            ),
            self._base.opts,
        )
