"""The programs of the workload on Docker; a service is started after those that it calls."""

from typing import Literal

import pulumi

from components import local as c
from config import LocalPlatform
from config.programs import Program
from config.size import size_of
from stacks.local_links import LocalLinks


class LocalPrograms:
    """Services, workers and jobs."""

    def __init__(
        self,
        platform: LocalPlatform,
        machine: c.Machine,
        networks: c.Networks,
        links: LocalLinks,
    ) -> None:
        self._settings, self._workload = platform.settings, platform.workload
        self._machine, self._networks, self._links = machine, networks, links
        self._stand_in = c.stand_in_image(machine) if self._settings.docker.stand_ins else None
        self._started: dict[str, pulumi.Resource] = {}
        for name in self._workload.call_order():
            self._started[name] = self._run(name, "service", self._workload.services[name])
        for name, worker in self._workload.workers.items():
            self._run(name, "worker", worker)
        for name, job in self._workload.jobs.items():
            self._run(name, "job", job)

    def _run(
        self, name: str, kind: Literal["service", "worker", "job"], program: Program
    ) -> c.Program:
        defaults = self._settings.services if kind == "service" else self._settings.workers
        called = [self._started[each] for each in program.uses.services]
        return c.Program(
            name,
            c.ProgramArgs(
                machine=self._machine,
                kind=kind,
                description=program,
                size=size_of(name, program, defaults, self._settings.sizes),
                image_versions=self._settings.images,
                networks=self._networks.of(name),
                variables=self._links.variables(name, program),
                after=self._links.gates(program),
                needs=[*self._links.needs(program), *called],
                stand_in=self._stand_in,
            ),
        )
