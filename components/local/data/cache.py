"""Redis or Valkey in a container: a user for each program, data on disk, and a limit of memory.

Volume      the append-only file
Container   the server
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from components.local.containers import (
    ContainerSpec,
    Health,
    Machine,
    Networks,
    kept_volume,
    pulled,
    run,
)
from components.local.data import redis_users
from config.data import cache_name
from planning import ports

TYPE = "plinth:local:Cache"
CACHE_PORT = ports.REDIS
_USERS = "/usr/local/etc/redis/users.acl"


@dataclass(frozen=True, kw_only=True)
class CacheArgs:
    """The inputs from which the cache is built. Changing them replaces the container, never the
    volume."""

    machine: Machine
    networks: Networks
    programs: Sequence[str]
    """The programs that have a user."""
    port: int
    """The port of this machine."""
    key: str = ""
    """Key of the cache under `uses.caches`, by which its passwords are others. Empty for the first
    one."""


class Cache(pulumi.ComponentResource):
    """One cache server for all programs that use it."""

    url: pulumi.Output[str]
    """The administrator's address, from this machine; a secret."""

    def __init__(
        self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._engine = args.machine.settings.servers.cache.partition("-")[0]
        self.host = name
        self.port = args.port
        """The port of this machine."""
        volume = kept_volume(name, machine=args.machine, parent=self)
        self._run_server(volume)
        port, user = args.port, redis_users.ADMIN
        password = self.password(user)
        self.url = pulumi.Output.concat(f"redis://{user}:", password, f"@127.0.0.1:{port}")
        self.register_outputs({"url": self.url})

    def password(self, program: str) -> pulumi.Output[str]:
        """Returns the password of a program's user."""
        return self._args.machine.password(f"{cache_name(self._args.key)} {program}")

    def _run_server(self, volume: docker.Volume) -> docker.Container:
        machine, admin = self._args.machine, redis_users.ADMIN
        users = [admin, *self._args.programs]
        passwords = pulumi.Output.all(**{user: self.password(user) for user in users})
        # A quarter stays free for the copy that Redis makes when it rewrites its file.
        limit = machine.settings.memory_mib.cache * 3 // 4
        return run(
            self._name,
            ContainerSpec(
                kind="infrastructure",
                image=pulled(self._name, machine.settings.image("cache"), self),
                networks=self._args.networks.of(self._name),
                memory_mib=machine.settings.memory_mib.cache,
                variables={"REDISCLI_AUTH": self.password(admin)},
                command=[
                    f"{self._engine}-server",
                    *("--aclfile", _USERS),
                    *("--appendonly", "yes"),
                    *("--maxmemory", f"{limit}mb"),
                    *("--maxmemory-policy", "volatile-lru"),
                ],
                ports={self._args.port: CACHE_PORT},
                files={_USERS: passwords.apply(redis_users.access_list)},
                volume=(volume.name, "/data"),
                health=Health(
                    test=["CMD-SHELL", f"{self._engine}-cli --user {admin} ping | grep -q PONG"]
                ),
            ),
            machine=machine,
            parent=self,
        )
