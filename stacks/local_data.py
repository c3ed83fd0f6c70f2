"""What programs use on Docker: data, objects and messages. Only what the workload needs runs."""

import pulumi

from components import local as c
from config import LocalPlatform, Workload
from stacks import facts, local_init


class LocalData:
    """Database, cache, object store, and what carries messages; None is what is not needed."""

    def __init__(
        self,
        platform: LocalPlatform,
        running: Workload,
        machine: c.Machine,
        networks: c.Networks,
    ) -> None:
        """`running` decides what there is; what it holds is the whole workload's, so that nothing
        is lost while some programs do not run."""
        self._workload, self._machine, self._networks = platform.workload, machine, networks
        users = facts.cache_users(self._workload) if facts.cache_users(running) else []
        messages = running.queues or running.topics
        messaging = platform.settings.docker.messaging if messages else None
        self.database = self._create_database() if running.databases else None
        self.init = self._create_init(platform) if self.database else None
        self.cache = self._create_cache(users) if users else None
        self.objects = self._create_objects() if running.buckets else None
        self.broker = self._create_broker() if messaging == "rabbitmq" else None
        self.queues = self._create_queues() if messaging == "aws" else None

    def connections(self) -> dict[str, pulumi.Output[str]]:
        """Addresses with passwords, from this machine; `make connect` shows them on request."""
        parts = {
            "aws": self.queues,
            "broker": self.broker,
            "cache": self.cache,
            "database": self.database,
            "objects": self.objects,
        }
        return {name: part.url for name, part in parts.items() if part is not None}

    def consoles(self) -> dict[str, pulumi.Output[str]]:
        """Pages for people, and how to log in."""
        parts = {"broker": self.broker, "objects": self.objects}
        return {
            name: part.console
            for name, part in parts.items()
            if part is not None and part.console is not None
        }

    def _create_database(self) -> c.Database:
        return c.Database(
            "database",
            c.DatabaseArgs(machine=self._machine, networks=self._networks, workload=self._workload),
        )

    def _create_init(self, platform: LocalPlatform) -> c.InitScripts | None:
        folder = c.PROJECT / platform.settings.docker.init_scripts
        scripts = local_init.read(folder, self._workload)
        if not scripts or self.database is None:
            return None
        return c.InitScripts(
            "database-init",
            c.InitScriptsArgs(
                machine=self._machine,
                networks=self._networks,
                database=self.database,
                scripts=scripts,
            ),
        )

    def _create_cache(self, users: list[str]) -> c.Cache:
        return c.Cache(
            "cache",
            c.CacheArgs(machine=self._machine, networks=self._networks, programs=users),
        )

    def _create_objects(self) -> c.ObjectStore:
        return c.ObjectStore(
            "objects",
            c.ObjectStoreArgs(
                machine=self._machine, networks=self._networks, workload=self._workload
            ),
        )

    def _create_broker(self) -> c.Broker:
        return c.Broker(
            "broker",
            c.BrokerArgs(machine=self._machine, networks=self._networks, workload=self._workload),
        )

    def _create_queues(self) -> c.QueueServer:
        return c.QueueServer(
            "aws",
            c.QueueServerArgs(
                machine=self._machine, networks=self._networks, workload=self._workload
            ),
        )
