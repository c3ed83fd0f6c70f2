"""Builds data, objects and messages on Docker. Only the parts that the workload needs run."""

from collections.abc import Mapping

import pulumi

from components.local.containers import PROJECT, Machine, Networks
from components.local.data import (
    Cache,
    CacheArgs,
    Database,
    DatabaseArgs,
    InitScripts,
    InitScriptsArgs,
    MySql,
    MySqlArgs,
    ObjectStore,
    ObjectStoreArgs,
    Search,
    SearchArgs,
)
from components.local.flags import FlagServer, FlagServerArgs
from components.local.messaging import Broker, BrokerArgs, QueueServer, QueueServerArgs
from config import LocalPlatform, Workload
from config.data import cache_name, of_engine
from config.values import DatabaseEngine
from planning import facts
from planning.flags import flag_document
from stacks.on_docker import init_scripts


class LocalData:
    """Databases, caches, search engine, object store and message server; a part that is not needed
    is None."""

    def __init__(
        self,
        platform: LocalPlatform,
        running: Workload,
        machine: Machine,
        networks: Networks,
    ) -> None:
        """Builds the parts that `running` needs. Their content is the whole workload's, so that
        nothing is lost while some programs do not run."""
        self._workload, self._machine, self._networks = platform.workload, machine, networks
        messages = running.queues or running.topics
        messaging = platform.settings.docker.messaging if messages else None
        engines = {each.engine for each in running.databases.values()}
        self.database = self._create_database() if "postgres" in engines else None
        self.mysql = self._create_mysql() if "mysql" in engines else None
        scripts = self._scripts(platform) if engines else {}
        self.init = self._create_init("database-init", "postgres", self.database, scripts)
        self.mysql_init = self._create_init("mysql-init", "mysql", self.mysql, scripts)
        self.caches = {key: self._create_cache(key) for key in facts.caches(running)}
        """The caches by their keys; that of the first one is empty."""
        searches = any(each.program.uses.search_indexes for each in running.programs())
        self.search = self._create_search() if searches else None
        self.objects = self._create_objects() if running.buckets else None
        self.broker = self._create_broker() if messaging == "rabbitmq" else None
        sends = any(each.program.uses.mail for each in running.programs())
        stand_in = self._create_queues() if messaging == "aws" or sends else None
        self.queues = stand_in if messaging == "aws" else None
        self.mail = stand_in if sends else None
        self.flags = self._create_flags(platform, running)

    def connections(self) -> dict[str, pulumi.Output[str]]:
        """Returns addresses with passwords, as this machine reaches the parts; `make connect` shows
        them."""
        parts = {
            "aws": self.queues or self.mail,
            "broker": self.broker,
            **{cache_name(key): cache for key, cache in self.caches.items()},
            "database": self.database,
            "mysql": self.mysql,
            "objects": self.objects,
            "search": self.search,
        }
        return {name: part.url for name, part in parts.items() if part is not None}

    def consoles(self) -> dict[str, pulumi.Output[str]]:
        """Returns the pages for people, with the way to log in."""
        parts = {"broker": self.broker, "objects": self.objects}
        return {
            name: part.console
            for name, part in parts.items()
            if part is not None and part.console is not None
        }

    def _create_database(self) -> Database:
        return Database(
            "database",
            DatabaseArgs(
                machine=self._machine,
                networks=self._networks,
                workload=of_engine(self._workload, "postgres"),
            ),
        )

    def _create_mysql(self) -> MySql:
        return MySql(
            "mysql",
            MySqlArgs(
                machine=self._machine,
                networks=self._networks,
                workload=of_engine(self._workload, "mysql"),
            ),
        )

    def _scripts(self, platform: LocalPlatform) -> dict[DatabaseEngine, dict[str, str]]:
        folder = PROJECT / platform.settings.docker.init_scripts
        return init_scripts.by_engine(init_scripts.read(folder, self._workload), self._workload)

    def _create_init(
        self,
        name: str,
        engine: DatabaseEngine,
        server: Database | MySql | None,
        scripts: Mapping[DatabaseEngine, dict[str, str]],
    ) -> InitScripts | None:
        if server is None or not scripts.get(engine):
            return None
        return InitScripts(
            name,
            InitScriptsArgs(
                machine=self._machine,
                networks=self._networks,
                engine=engine,
                server=server,
                scripts=scripts[engine],
            ),
        )

    def _create_cache(self, key: str) -> Cache:
        return Cache(
            cache_name(key),
            CacheArgs(
                machine=self._machine,
                networks=self._networks,
                programs=facts.cache_users(self._workload, key),
                port=self._cache_port(key),
                key=key,
            ),
        )

    def _create_search(self) -> Search:
        return Search("search", SearchArgs(machine=self._machine, networks=self._networks))

    def _cache_port(self, key: str) -> int:
        """Returns the port of this machine for a cache, the same whatever runs of the workload."""
        ports = self._machine.settings.ports
        named = [each for each in facts.caches(self._workload) if each]
        return ports.caches + named.index(key) if key else ports.cache

    def _create_objects(self) -> ObjectStore:
        return ObjectStore(
            "objects",
            ObjectStoreArgs(
                machine=self._machine, networks=self._networks, workload=self._workload
            ),
        )

    def _create_broker(self) -> Broker:
        return Broker(
            "broker",
            BrokerArgs(machine=self._machine, networks=self._networks, workload=self._workload),
        )

    def _create_flags(self, platform: LocalPlatform, running: Workload) -> FlagServer | None:
        document = flag_document(self._workload, platform.settings.flags)
        if document is None or not any(each.program.uses.flags for each in running.programs()):
            return None
        return FlagServer(
            "flags",
            FlagServerArgs(machine=self._machine, networks=self._networks, document=document),
        )

    def _create_queues(self) -> QueueServer:
        return QueueServer(
            "aws",
            QueueServerArgs(
                machine=self._machine, networks=self._networks, workload=self._workload
            ),
        )
