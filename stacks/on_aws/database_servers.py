"""Builds the database servers: the instance, the logins of the programs that use it, and the setup
inside of it, for each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pulumi

from components.data import (
    Aurora,
    AuroraArgs,
    Credentials,
    CredentialsArgs,
    Database,
    DatabaseArgs,
    DatabaseSetup,
    DatabaseSetupArgs,
    ExistingDatabase,
    ExistingDatabaseArgs,
)
from components.functions import Function
from config.data import AuroraSettings, ExistingServer, PlacedServer
from config.joint.servers import all_servers_of
from planning import facts, only_zone
from planning.backups import vaults
from stacks.on_aws.compute import Compute
from stacks.on_aws.foundation import Foundation
from stacks.on_aws.storage import Storage

AnyDatabase = Database | Aurora | ExistingDatabase


@dataclass(frozen=True, kw_only=True)
class DatabaseServer:
    """One server with what belongs to it alone."""

    placed: PlacedServer | ExistingServer
    """Its settings, and the databases and programs that it serves."""
    database: AnyDatabase
    logins: Credentials
    setup: DatabaseSetup

    @property
    def replica_identifiers(self) -> Mapping[str, pulumi.Output[str]]:
        """The identifiers of further instances that are made here."""
        if isinstance(self.database, ExistingDatabase):
            return {}
        return self.database.replica_identifiers

    @property
    def is_cluster(self) -> bool:
        """True for Aurora, whoever made it."""
        if isinstance(self.placed, ExistingServer):
            return self.placed.given.is_cluster
        return self.placed.aurora is not None


class DatabaseServers:
    """The database servers of an environment. The first one is described by `database`; its parts
    keep their names whatever others there are."""

    def __init__(
        self, base: Foundation, compute: Compute, storage: Storage, function: Function | None
    ) -> None:
        self._base, self._compute, self._storage = base, compute, storage
        settings = base.settings
        wanted = all_servers_of(base.workload, settings)
        self.all = [self._create(each, function) for each in wanted if function]

    @property
    def first(self) -> DatabaseServer | None:
        """The server that `database` describes, or the one that exists in its place. None if there
        is neither."""
        return next((each for each in self.all if not each.placed.key), None)

    @property
    def by_key(self) -> dict[str, AnyDatabase]:
        """The further servers by their names in the settings."""
        return {each.placed.key: each.database for each in self.all if each.placed.key}

    def of(self, database: str) -> DatabaseServer:
        """Returns the server on which a database of the workload stands."""
        return next(each for each in self.all if database in each.placed.workload.databases)

    def used_by(self, program: str) -> Iterator[DatabaseServer]:
        """Yields the servers on which a program uses a database."""
        for each in self.all:
            if program in facts.logins(each.placed.workload):
                yield each

    @property
    def made(self) -> list[tuple[PlacedServer, Database | Aurora]]:
        """The servers that are made here, with their settings."""
        return [
            (each.placed, each.database)
            for each in self.all
            if isinstance(each.placed, PlacedServer)
            and not isinstance(each.database, ExistingDatabase)
        ]

    def _create(self, placed: PlacedServer | ExistingServer, function: Function) -> DatabaseServer:
        logins = self._create_logins(placed, function)
        if isinstance(placed, ExistingServer):
            existing = self._existing(placed)
            setup = self._create_setup_beside_others(placed, existing, logins)
            return DatabaseServer(placed=placed, database=existing, logins=logins, setup=setup)
        database = (
            self._create_aurora(placed, placed.aurora)
            if placed.aurora
            else self._create_database(placed, function, logins)
        )
        setup = self._create_setup(placed, database, logins)
        return DatabaseServer(placed=placed, database=database, logins=logins, setup=setup)

    def _existing(self, placed: ExistingServer) -> ExistingDatabase:
        return ExistingDatabase(
            placed.name,
            ExistingDatabaseArgs(
                environment=self._base.environment,
                given=placed.given,
                vpc_id=self._base.network.vpc_id,
            ),
            self._base.opts,
        )

    def _create_logins(
        self, placed: PlacedServer | ExistingServer, function: Function
    ) -> Credentials:
        kind = f"{placed.key}-login" if placed.key else "login"
        return Credentials(
            f"{kind}-credentials",
            CredentialsArgs(
                environment=self._base.environment,
                function=function,
                kms_key_arn=self._base.key.arn,
                kind="login",
                usernames=facts.logins(placed.workload),
                engine="postgres" if isinstance(placed, ExistingServer) else placed.settings.engine,
            ),
            self._base.opts,
        )

    def _create_database(
        self, placed: PlacedServer, function: Function, logins: Credentials
    ) -> Database:
        recovery = self._base.recovery
        return Database(
            placed.name,
            DatabaseArgs(
                environment=self._base.environment,
                settings=placed.settings,
                workload=placed.workload,
                backups_days=self._base.settings.retention.backups_days,
                vpc_id=self._base.network.vpc_id,
                subnet_ids=self._base.data_subnets,
                only_zone=only_zone(self._base.settings),
                kms_key_arn=self._base.key.arn,
                recovery_kms_key_arn=recovery.kms_key_arn if recovery else None,
                backup_tags=vaults.tags(self._base.settings, vaults.SNAPSHOTS),
                credentials_function=function,
                logins=logins,
            ),
            self._base.opts,
        )

    def _create_aurora(self, placed: PlacedServer, aurora: AuroraSettings) -> Aurora:
        return Aurora(
            placed.name,
            AuroraArgs(
                environment=self._base.environment,
                settings=placed.settings,
                aurora=aurora,
                readers=placed.readers,
                workload=placed.workload,
                backups_days=self._base.settings.retention.backups_days,
                vpc_id=self._base.network.vpc_id,
                subnet_ids=self._base.data_subnets,
                only_zone=only_zone(self._base.settings),
                kms_key_arn=self._base.key.arn,
                backup_tags=vaults.tags(self._base.settings, vaults.SNAPSHOTS),
            ),
            self._base.opts,
        )

    def _create_setup(
        self, placed: PlacedServer, database: Database | Aurora, logins: Credentials
    ) -> DatabaseSetup:
        return DatabaseSetup(
            f"{placed.name}-setup",
            DatabaseSetupArgs(
                environment=self._base.environment,
                image=placed.settings.image,
                engine=placed.settings.engine,
                workload=placed.workload,
                # A snapshot brings databases of other servers along, and the setup of the server
                # that they belong to says whether they are there.
                elsewhere=() if placed.settings.snapshot else placed.elsewhere,
                database=database,
                logins=logins,
                task_runner=self._compute.task_runner,
                registry=self._storage.registry,
                vpc_id=self._base.network.vpc_id,
                kms_key_arn=self._base.key.arn,
            ),
            self._base.opts,
        )

    def _create_setup_beside_others(
        self, placed: ExistingServer, database: ExistingDatabase, logins: Credentials
    ) -> DatabaseSetup:
        environment = self._base.environment
        return DatabaseSetup(
            f"{placed.name}-setup",
            DatabaseSetupArgs(
                environment=environment,
                image=placed.given.setup_image,
                workload=placed.workload,
                elsewhere=placed.elsewhere,
                beside_others=f"{environment.project}/{environment.stack}",
                database=database,
                logins=logins,
                task_runner=self._compute.task_runner,
                registry=self._storage.registry,
                vpc_id=self._base.network.vpc_id,
                kms_key_arn=self._base.key.arn,
                master_secret_key_arn=placed.given.master_secret_key,
            ),
            self._base.opts,
        )
