"""What programs use on Docker: data, objects and messages. Only what the workload needs runs."""

import pulumi

from components import local as c
from config import LocalPlatform
from stacks import facts


class LocalData:
    """Database, cache, object store, and what carries messages; None is what is not needed."""

    def __init__(self, platform: LocalPlatform, machine: c.Machine, networks: c.Networks) -> None:
        self._workload, self._machine, self._networks = platform.workload, machine, networks
        users = facts.cache_users(self._workload)
        messages = self._workload.queues or self._workload.topics
        messaging = platform.settings.docker.messaging if messages else None
        self.database = self._create_database() if self._workload.databases else None
        self.cache = self._create_cache(users) if users else None
        self.objects = self._create_objects() if self._workload.buckets else None
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
