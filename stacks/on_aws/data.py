"""Builds the databases with their logins, the caches with their users and the search engine; AWS
makes the passwords."""

from collections.abc import Iterator
from dataclasses import dataclass

from components.data import (
    Cache,
    CacheArgs,
    Credentials,
    CredentialsArgs,
    Search,
    SearchArgs,
    ServerlessCache,
    ServerlessCacheArgs,
    credentials_function,
)
from components.functions import Function
from config.data import PlacedCache, ServerlessSettings
from config.joint.servers import caches_of
from planning import facts
from stacks.on_aws.compute import Compute
from stacks.on_aws.database_servers import DatabaseServers
from stacks.on_aws.foundation import Foundation
from stacks.on_aws.storage import Storage


@dataclass(frozen=True, kw_only=True)
class BuiltCache:
    """One cache with what belongs to it alone."""

    placed: PlacedCache
    """Its settings and its name."""
    cache: Cache | ServerlessCache
    users: Credentials


class Caches:
    """The caches of an environment. The first one is described by `cache`; its parts keep their
    names whatever others there are."""

    def __init__(self, base: Foundation, function: Function | None) -> None:
        self._base = base
        wanted = caches_of(base.settings)
        self.all = [self._create(each, function) for each in wanted if function]

    @property
    def first(self) -> Cache | ServerlessCache | None:
        """The cache that `cache` describes. None if there is none."""
        return next((each.cache for each in self.all if not each.placed.key), None)

    @property
    def by_key(self) -> dict[str, Cache | ServerlessCache]:
        """The further caches by their names in the settings."""
        return {each.placed.key: each.cache for each in self.all if each.placed.key}

    def of(self, key: str) -> BuiltCache:
        """Returns the cache that a program names; the first one for an empty name."""
        return next(each for each in self.all if each.placed.key == key)

    def used_by(self, program: str) -> Iterator[BuiltCache]:
        """Yields the caches that a program uses."""
        for each in self.all:
            if program in facts.cache_users(self._base.workload, each.placed.key):
                yield each

    def _create(self, placed: PlacedCache, function: Function) -> BuiltCache:
        limits = placed.serverless
        cache = self._create_serverless(placed, limits) if limits else self._create_nodes(placed)
        users = Credentials(
            f"{placed.name}-credentials",
            CredentialsArgs(
                environment=self._base.environment,
                function=function,
                kms_key_arn=self._base.key.arn,
                kind="cache",
                usernames=cache.usernames,
                user_ids=cache.user_ids,
            ),
            self._base.opts,
        )
        return BuiltCache(placed=placed, cache=cache, users=users)

    def _create_nodes(self, placed: PlacedCache) -> Cache:
        return Cache(
            placed.name,
            CacheArgs(
                environment=self._base.environment,
                settings=placed.settings,
                key=placed.key,
                snapshots_days=self._base.settings.retention.snapshots_days,
                programs=facts.cache_users(self._base.workload, placed.key),
                vpc_id=self._base.network.vpc_id,
                subnet_ids=self._base.cache_subnets,
                kms_key_arn=self._base.key.arn,
            ),
            self._base.opts,
        )

    def _create_serverless(
        self, placed: PlacedCache, limits: ServerlessSettings
    ) -> ServerlessCache:
        return ServerlessCache(
            placed.name,
            ServerlessCacheArgs(
                environment=self._base.environment,
                settings=placed.settings,
                limits=limits,
                key=placed.key,
                snapshots_days=self._base.settings.retention.snapshots_days,
                programs=facts.cache_users(self._base.workload, placed.key),
                vpc_id=self._base.network.vpc_id,
                subnet_ids=self._base.cache_subnets,
                kms_key_arn=self._base.key.arn,
            ),
            self._base.opts,
        )


class Data:
    """The database servers, the caches and the search engine of an environment; each may be
    absent."""

    def __init__(self, base: Foundation, compute: Compute, storage: Storage) -> None:
        self.credentials_function: Function | None = None
        settings = base.settings
        servers = settings.database or settings.existing.database_servers
        if servers or settings.cache or settings.caches:
            self.credentials_function = credentials_function(
                "credentials", base.environment, base.key.arn, base.opts
            )
        self.servers = DatabaseServers(base, compute, storage, self.credentials_function)
        first = self.servers.first
        self.database = first.database if first else None
        """The first database server."""
        self.caches = Caches(base, self.credentials_function)
        self.search = _create_search(base)


def _create_search(base: Foundation) -> Search | None:
    if base.settings.search is None:
        return None
    args = SearchArgs(
        environment=base.environment,
        settings=base.settings.search,
        vpc_id=base.network.vpc_id,
        subnet_ids=base.cache_subnets,
        kms_key_arn=base.key.arn,
    )
    return Search("search", args, base.opts)
