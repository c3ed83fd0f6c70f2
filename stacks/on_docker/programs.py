"""Runs the programs of the workload on Docker; a service starts after the services that it
calls."""

from collections.abc import Mapping

import pulumi

from components.local.containers import Machine, Networks, stand_in_image
from components.local.data import CACHE_PORT, DATABASE_PORT, MYSQL_PORT, OBJECTS_PORT, SEARCH_PORT
from components.local.flags import FLAGS_PORT
from components.local.messaging import AWS_PORT, BROKER_PORT
from components.local.programs import (
    HostProgram,
    HostProgramArgs,
    Program,
    ProgramArgs,
    Published,
    from_host,
)
from components.local.traces import OTLP_PORT
from config import LocalPlatform, Workload
from config.data import cache_name
from config.settings import ProgramOverrides, size_of
from config.workload import NamedProgram, programs
from stacks.on_docker.links import LocalLinks


class LocalPrograms:
    """Services, workers and jobs. Programs that the developer runs outside the containers are not
    started."""

    def __init__(
        self,
        platform: LocalPlatform,
        running: Workload,
        machine: Machine,
        networks: Networks,
        links: LocalLinks,
    ) -> None:
        self._settings, self._workload = platform.settings, running
        self._named = running.by_name()
        self._machine, self._networks, self._links = machine, networks, links
        self._on_host = {
            name: port
            for name, port in platform.settings.docker.on_host.items()
            if name in running.services or name in running.workers
        }
        self._published = self._ports_of_services()
        self._stand_in = stand_in_image(machine) if self._settings.docker.stand_ins else None
        self._started: dict[str, pulumi.Resource] = {}
        for name in self._workload.call_order():
            self._started[name] = self._run_service(name)
        for each in self._workload.programs():
            if each.kind != "service" and each.name not in self._on_host:
                self._run(each)

    def environments(self) -> pulumi.Output[dict[str, dict[str, str]]]:
        """Returns the variables that each program needs when it runs on this machine, outside the
        containers; a secret."""
        published = {**self._parts(), **self._published}
        return pulumi.Output.secret(
            pulumi.Output.all(
                **{
                    each.name: self._environment(each.name, each.program, published)
                    for each in self._workload.programs()
                }
            )
        )

    def _environment(
        self, name: str, program: programs.Program, published: Published
    ) -> pulumi.Output[dict[str, str]]:
        own = {"PORT": str(self._on_host[name])} if name in self._on_host else {}
        if not isinstance(program, programs.Service):
            own = {}
        overrides = self._overrides(name).environment
        return pulumi.Output.all(**self._links.variables(name, program)).apply(
            lambda values: from_host({**values, **overrides}, published) | own
        )

    def _parts(self) -> dict[str, Mapping[int, int]]:
        """Returns the ports by which this machine reaches the infrastructure."""
        ports = self._machine.settings.ports
        return {
            "aws": {AWS_PORT: ports.aws},
            "broker": {BROKER_PORT: ports.broker},
            **{
                cache_name(key): {CACHE_PORT: cache.port}
                for key, cache in self._links.data.caches.items()
            },
            "database": {DATABASE_PORT: ports.database},
            "mysql": {MYSQL_PORT: ports.mysql},
            "flags": {FLAGS_PORT: ports.flags},
            "objects": {OBJECTS_PORT: ports.objects},
            "search": {SEARCH_PORT: ports.search},
            "traces": {OTLP_PORT: ports.otlp},
        }

    def _ports_of_services(self) -> dict[str, Mapping[int, int]]:
        """Returns, for each service that a program outside the containers calls, its port and the
        port of this machine that leads there."""
        called = {
            each for name in self._on_host for each in self._named[name].program.uses.services
        }
        first = self._machine.settings.ports.services
        return {
            name: {service.port: self._on_host.get(name, first + at)}
            for at, (name, service) in enumerate(sorted(self._workload.services.items()))
            if name in called
        }

    def _overrides(self, name: str) -> ProgramOverrides:
        return self._settings.docker.programs.get(name, ProgramOverrides())

    def _run_service(self, name: str) -> pulumi.Resource:
        if name not in self._on_host:
            return self._run(self._named[name])
        return HostProgram(
            name,
            HostProgramArgs(
                machine=self._machine,
                networks=self._networks.of(name),
                inside=self._workload.services[name].port,
                outside=self._on_host[name],
            ),
        )

    def _run(self, named: NamedProgram) -> Program:
        name, program = named.name, named.program
        late = self._workload.late_calls().get(name, ())
        called = [self._started[each] for each in program.uses.services if each not in late]
        published = self._published.get(name, {})
        return Program(
            name,
            ProgramArgs(
                machine=self._machine,
                kind=named.kind,
                description=program,
                size=size_of(named, self._settings),
                image_versions=self._settings.images,
                networks=self._networks.of(name),
                variables=self._links.variables(name, program),
                after=self._links.gates(program),
                needs=[*self._links.needs(program), *called],
                overrides=self._overrides(name),
                published={outside: inside for inside, outside in published.items()},
                stand_in=self._stand_in,
            ),
        )
