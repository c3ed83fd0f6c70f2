"""Runs the programs of the workload: each gets its task, access to what it uses, and then
starts."""

from collections.abc import Collection

import pulumi

import extension as x
from components.compute import (
    Job,
    JobArgs,
    LateCalls,
    LateCallsArgs,
    Service,
    ServiceArgs,
    Task,
    TaskArgs,
    Worker,
    WorkerArgs,
)
from components.flags import Flags, FlagsArgs
from components.mail import Mail, MailArgs
from config.calls import called_services
from config.settings import resolved, size_of
from config.workload import NamedProgram, contract, programs
from planning import plan_routes
from planning.flags import flag_document
from planning.messages import configuration_set
from stacks.identity import UserPools
from stacks.on_aws.compute import Compute
from stacks.on_aws.data import Data
from stacks.on_aws.foundation import Foundation
from stacks.on_aws.gateway import Gateway
from stacks.on_aws.links import Links
from stacks.on_aws.messages import Messages
from stacks.on_aws.storage import Storage
from stacks.on_aws.team import TeamResources


class Programs:
    """Services, workers and jobs. A service is deployed after the services that it calls, and once
    more after those of a circle that come later."""

    def __init__(
        self,
        base: Foundation,
        gateway: Gateway,
        messages: Messages,
        storage: Storage,
        compute: Compute,
        data: Data,
        team: TeamResources,
    ) -> None:
        self._base, self._gateway, self._compute = base, gateway, compute
        self._messages, self._storage, self._data = messages, storage, data
        self.mail = self._create_mail()
        self.flags = self._create_flags()
        self.pools = UserPools(
            base.environment,
            base.settings,
            base.workload,
            self.mail,
            base.key.arn,
            base.options_of,
        )
        self.pools.trusted_by(gateway.open)
        self._links = Links(
            environment=base.environment,
            workload=base.workload,
            messages=messages,
            mail=self.mail,
            flags=self.flags,
            pools=self.pools,
            storage=storage,
            data=data,
            team=team,
        )
        self._routes = plan_routes(
            base.workload.services,
            base.environment.domain,
            base.settings.gateway.private_label,
            base.environment.further_domains,
        )
        self._named = base.workload.by_name()
        self.services: dict[str, Service] = {}
        self.workers: dict[str, Worker] = {}
        self.jobs: dict[str, Job] = {}
        self.running: dict[str, x.RunningProgram] = {}
        self._late = base.workload.late_calls()
        self._called = called_services(base.workload)
        for name in base.workload.call_order():
            self.services[name] = self._run_service(name)
        self._call_late()
        for name in base.workload.workers:
            self.workers[name] = self._run_worker(name)
        for name in base.workload.jobs:
            self.jobs[name] = self._run_job(name)

    def _create_mail(self) -> Mail | None:
        base = self._base
        if base.workload.mail is None:
            return None
        args = MailArgs(
            environment=base.environment,
            settings=base.workload.mail,
            zone_id=self._gateway.zone.zone_id,
            configuration_set=configuration_set(base.environment),
        )
        return Mail("mail", args, base.opts)

    def _create_flags(self) -> Flags | None:
        base = self._base
        document = flag_document(base.workload, base.settings.flags)
        if document is None:
            return None
        args = FlagsArgs(
            environment=base.environment, document=document, rollout=base.settings.flag_rollout
        )
        return Flags("flags", args, base.opts)

    def _run_service(self, name: str) -> Service:
        named, settings = self._named[name], self._base.settings
        program, task = self._base.workload.services[name], self._task(named)
        service = Service(
            name,
            ServiceArgs(
                settings=resolved(settings.services, named, settings),
                program=program,
                task=task,
                cluster=self._compute.cluster,
                subnet_ids=self._base.task_subnets,
                public_addresses=self._base.public_tasks,
                load_balancer=self._gateway.balancer_of(name),
                routes=self._routes[name],
                idle_timeout_seconds=settings.gateway.idle_timeout_seconds,
                calls=self._calls(program, self._late.get(name, ())),
                task_runner=self._compute.task_runner,
                verifier=self._compute.verifier,
                authority=self._compute.call_authority if name in self._called else None,
            ),
            self._after_data(program),
        )
        self._note(name, task, service)
        return service

    def _run_worker(self, name: str) -> Worker:
        program = self._base.workload.workers[name]
        queue = self._messages.queues[program.queue]
        named, settings = self._named[name], self._base.settings
        task = self._task(named)
        queue.grant_receive(task.grantee)
        worker = Worker(
            name,
            WorkerArgs(
                settings=resolved(settings.workers, named, settings),
                program=program,
                task=task,
                cluster=self._compute.cluster,
                subnet_ids=self._base.task_subnets,
                public_addresses=self._base.public_tasks,
                queue_name=queue.name,
                calls=self._calls(program),
            ),
            self._after_data(program),
        )
        self._note(name, task, worker)
        return worker

    def _run_job(self, name: str) -> Job:
        program = self._base.workload.jobs[name]
        task = self._task(self._named[name])
        job = Job(
            name,
            JobArgs(
                environment=self._base.environment,
                program=program,
                task=task,
                cluster=self._compute.cluster,
                subnet_ids=self._base.task_subnets,
                public_addresses=self._base.public_tasks,
                kms_key_arn=self._base.key.arn,
            ),
            self._after_data(program),
        )
        self._note(name, task)
        return job

    def _note(self, name: str, task: Task, runs: Service | Worker | None = None) -> None:
        """Keeps the parts of a program that the team's own resources may ask for."""
        self.running[name] = x.RunningProgram(
            task=task,
            service_name=runs.service_name if runs else None,
            scaling_target=runs.scaling_target if runs else None,
        )

    def _task(self, named: NamedProgram) -> Task:
        base, settings = self._base, self._base.settings
        name, program, size = named.name, named.program, size_of(named, settings)
        queues = self._messages.queues
        sessions = self._compute.cluster.exec_log_group_arn if settings.services.exec else None
        task = Task(
            name,
            TaskArgs(
                environment=base.environment,
                kind=named.kind,
                program=program,
                size=size,
                cpu_architecture=size.cpu_architecture,
                registry=self._storage.registry,
                image_versions=settings.images,
                vpc_id=base.network.vpc_id,
                kms_key_arn=base.key.arn,
                variables=self._links.variables(name, program.uses),
                secrets=self._links.secret_arns(name, program.uses),
                labels=self._call_labels(program),
                entered_secrets={
                    each: secret.arn for each, secret in self._storage.secrets.items()
                },
                queue_url=queues[program.queue].url
                if isinstance(program, programs.Worker)
                else None,
                exec_log_group_arn=sessions if named.kind == "service" else None,
            ),
            base.options_of(program.team),
        )
        self._links.connect(task, program.uses)
        return task

    def _call_labels(self, program: programs.Program) -> dict[str, str]:
        """Returns the encrypted calls of a program as a label. A task goes on to call as it was
        known when it was deployed, so where the encryption changes, another label deploys the
        callers too. docs.aws.amazon.com/AmazonECS/latest/developerguide/
        service-connect-concepts-deploy.html"""
        settings = self._base.settings.encrypted_calls
        if settings is None or not program.uses.services:
            return {}
        called = " ".join(sorted(program.uses.services))
        # A caller knows the authority of the day on which it was deployed, and no other.
        by = f" by {settings.authority}" if settings.authority else ""
        return {"encrypted-calls": f"{called} at {settings.port}{by}"}

    def _calls(self, program: programs.Program, late: Collection[str] = ()) -> list[Service]:
        return [self.services[name] for name in program.uses.services if name not in late]

    def _call_late(self) -> None:
        """Lets services in that were deployed before those that they call, and deploys them once
        more."""
        for caller, called in self._late.items():
            for callee in called:
                self.services[callee].allow_from(self.running[caller].task.grantee)
        if self._late:
            base = self._base
            LateCalls(
                "late-calls",
                LateCallsArgs(
                    environment=base.environment,
                    cluster=self._compute.cluster,
                    services=self.services,
                    calls=self._late,
                    kms_key_arn=base.key.arn,
                ),
                base.opts,
            )

    def _after_data(self, program: programs.Program) -> pulumi.ResourceOptions:
        """Returns the options of a resource that starts a program: its login and passwords must
        exist first, and so must the flags that it reads."""
        # All servers, also those that the program does not use: the one that a database comes from
        # refuses to leave its tables behind.
        setups = [server.setup for server in self._data.servers.all]
        ready: list[pulumi.Resource | None] = [
            *(setups if program.uses.databases else ()),
            *(self._data.caches.of(key).users for key in contract.cache_uses(program.uses)),
            self.flags if program.uses.flags else None,
        ]
        return pulumi.ResourceOptions.merge(
            self._base.options_of(program.team),
            pulumi.ResourceOptions(depends_on=[each for each in ready if each]),
        )
