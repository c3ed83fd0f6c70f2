"""Builds the team's own/: first what programs use by name, then what it adds once they run."""

import functools
from collections.abc import Collection, Mapping
from typing import Any

import pulumi

import extension as x
from components.common import OwnResources
from components.compute import Service
from components.security import Grantee
from config.workload import Uses
from extension import exports
from stacks.on_aws.compute import Compute
from stacks.on_aws.data import Data
from stacks.on_aws.foundation import Foundation
from stacks.on_aws.gateway import Gateway
from stacks.on_aws.messages import Messages
from stacks.on_aws.storage import Storage

Values = dict[str, pulumi.Input[str]]


class TeamResources:
    """The team's own resources on AWS. Those that programs use are made before the programs, the
    rest after."""

    def __init__(
        self,
        own: x.Team,
        base: Foundation,
        gateway: Gateway,
        messages: Messages,
        storage: Storage,
        compute: Compute,
        data: Data,
    ) -> None:
        self._own = own
        self.parent = functools.cache(lambda: OwnResources("own", base.opts))
        """Makes the parent of own resources at its first call, so that it exists only if something
        is below it."""
        self._stands: dict[str, Any] = {
            "environment": base.environment,
            "workload": base.workload,
            "network": base.network,
            "key": base.key,
            "recovery": base.recovery,
            "log_bucket": base.logs,
            "zone": gateway.zone,
            "zones": x.Known("domain", gateway.zones),
            "certificate": gateway.certificate,
            "certificates": x.Known("certificate of a domain", gateway.domain_certificates),
            "load_balancer": gateway.load_balancer,
            "cluster": compute.cluster,
            "registry": storage.registry,
            "database": data.database,
            "database_servers": x.Known("database server", data.servers.by_key),
            "cache": data.caches.first,
            "caches": x.Known("cache", data.caches.by_key),
            "topics": x.Known("topic", messages.topics),
            "queues": x.Known("queue", messages.queues),
            "buckets": x.Known("bucket", storage.buckets),
            "secrets": x.Known("secret", storage.secrets),
            "parent": self.parent,
        }
        platform = x.Platform(**self._stands)
        self._offers = {
            name: exports.made(name, export, platform) for name, export in own.exports.items()
        }

    def variables(self, uses: Uses) -> Values:
        """Returns the variables that a program gets in plain sight."""
        return {k: v for name in uses.own for k, v in self._offers[name].variables.items()}

    def secret_arns(self, uses: Uses) -> Values:
        """Returns the secrets that ECS reads for a program, by variable."""
        return {k: v for name in uses.own for k, v in self._offers[name].secrets.items()}

    def connect(self, client: Grantee, uses: Uses) -> None:
        """Lets a program reach the own resources that its `uses.own` names."""
        for name in uses.own:
            exports.connect(name, self._offers[name], client, self.parent())

    def add(
        self,
        programs: Mapping[str, x.RunningProgram],
        services: Mapping[str, Service],
        *,
        taken: Collection[str],
    ) -> dict[str, Any]:
        """Calls the team's function that adds resources; returns the exports of the stack for
        them. Raises RunError for the name of an export that Plinth has already."""
        if self._own.add is None:
            return {}
        platform = x.RunningPlatform(
            **self._stands,
            programs=x.Known("program", programs),
            services=x.Known("service", services),
        )
        added = dict(self._own.add(platform) or {})
        for name in added:
            if name in taken:
                raise pulumi.RunError(
                    f"own/resources.py: add: the export {name!r} is Plinth's; rename yours"
                )
        return added
