"""Builds the database with its logins and the cache with its users; AWS makes their passwords."""

from collections.abc import Mapping
from typing import Literal

import pulumi

from components.data import (
    Cache,
    CacheArgs,
    Credentials,
    CredentialsArgs,
    Database,
    DatabaseArgs,
    DatabaseSetup,
    DatabaseSetupArgs,
    credentials_function,
)
from components.functions import Function
from config.data import CacheSettings, DatabaseSettings
from planning import facts
from planning.backups import vaults
from stacks.on_aws.compute import Compute
from stacks.on_aws.foundation import Foundation
from stacks.on_aws.storage import Storage


class Data:
    """The database and the cache of an environment; either may be absent."""

    def __init__(self, base: Foundation, compute: Compute, storage: Storage) -> None:
        self._base, self._compute, self._storage = base, compute, storage
        self.database: Database | None = None
        self.cache: Cache | None = None
        self.logins: Credentials | None = None
        self.cache_users: Credentials | None = None
        self.database_setup: DatabaseSetup | None = None
        self.credentials_function: Function | None = None
        settings = base.settings
        if settings.database or settings.cache:
            self.credentials_function = self._credentials_function = credentials_function(
                "credentials", base.environment, base.key.arn, base.opts
            )
        if settings.database:
            self._build_database(settings.database)
        if settings.cache:
            self._build_cache(settings.cache)

    def _build_database(self, settings: DatabaseSettings) -> None:
        environment, workload, key = self._base.environment, self._base.workload, self._base.key.arn
        recovery = self._base.recovery
        self.logins = self._credentials("login", facts.logins(workload))
        self.database = Database(
            "database",
            DatabaseArgs(
                environment=environment,
                settings=settings,
                workload=workload,
                backups_days=self._base.settings.retention.backups_days,
                vpc_id=self._base.network.vpc_id,
                subnet_ids=self._base.data_subnets,
                kms_key_arn=key,
                recovery_kms_key_arn=recovery.kms_key_arn if recovery else None,
                backup_tags=vaults.tags(self._base.settings, vaults.SNAPSHOTS),
                credentials_function=self._credentials_function,
                logins=self.logins,
            ),
            self._base.opts,
        )
        self.database_setup = DatabaseSetup(
            "database-setup",
            DatabaseSetupArgs(
                environment=environment,
                image=settings.setup_image,
                workload=workload,
                database=self.database,
                logins=self.logins,
                task_runner=self._compute.task_runner,
                registry=self._storage.registry,
                vpc_id=self._base.network.vpc_id,
                kms_key_arn=key,
            ),
            self._base.opts,
        )

    def _build_cache(self, settings: CacheSettings) -> None:
        self.cache = Cache(
            "cache",
            CacheArgs(
                environment=self._base.environment,
                settings=settings,
                snapshots_days=self._base.settings.retention.snapshots_days,
                programs=facts.cache_users(self._base.workload),
                vpc_id=self._base.network.vpc_id,
                subnet_ids=self._base.data_subnets,
                kms_key_arn=self._base.key.arn,
            ),
            self._base.opts,
        )
        self.cache_users = self._credentials("cache", self.cache.usernames, self.cache.user_ids)

    def _credentials(
        self,
        kind: Literal["login", "cache"],
        usernames: Mapping[str, pulumi.Input[str]],
        user_ids: str | None = None,
    ) -> Credentials:
        return Credentials(
            f"{kind}-credentials",
            CredentialsArgs(
                environment=self._base.environment,
                function=self._credentials_function,
                kms_key_arn=self._base.key.arn,
                kind=kind,
                usernames=usernames,
                user_ids=user_ids,
            ),
            self._base.opts,
        )
