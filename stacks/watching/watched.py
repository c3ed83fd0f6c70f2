"""The parts of an environment as subjects of alarms: the names by which CloudWatch knows them."""

from collections.abc import Iterator

from config.gateway import MUTUAL_BALANCER, PRIVATE_BALANCER, balancer_name
from config.joint.servers import servers_of
from config.network import BASELINE_MBPS
from config.objectives import ObjectiveSettings
from config.settings import resolved, service_sizes
from config.workload import Workload
from planning.alarms import EVERY_GROUP, MOST_METRICS, Subject, busy_bytes
from planning.identity import pool_name
from stacks.on_aws import (
    Compute,
    Data,
    Foundation,
    FrontDoor,
    Gateway,
    Messages,
    Programs,
)
from stacks.watching.stores import stores


def shared(base: Foundation, gateway: Gateway, data: Data) -> Iterator[Subject]:
    """Yields the parts that all programs share, the database first: its fall explains others."""
    yield from stores(base, data)
    for number, balancer in gateway.balancers.items():
        yield Subject(
            kind="gateway",
            name=balancer_name(number),
            dimensions={"LoadBalancer": balancer.arn_suffix},
            figures=_budgets(base.settings.objectives),
            # Behind an edge, its alarm pages: it sees what people get.
            lowered=frozenset({"gateway-errors"} if base.settings.edge or _rests(base) else ()),
        )
    if gateway.mutual is not None:
        yield Subject(
            kind="gateway",
            name=MUTUAL_BALANCER,
            dimensions={"LoadBalancer": gateway.mutual.arn_suffix},
            figures=_budgets(base.settings.objectives),
            lowered=frozenset({"gateway-errors"} if _rests(base) else ()),
        )
        yield Subject(
            kind="mutual-gateway",
            # A part has one name, and each of its alarms a key of its own.
            name=MUTUAL_BALANCER,
            dimensions={"LoadBalancer": gateway.mutual.arn_suffix},
        )
    if gateway.private is not None:
        yield Subject(
            kind="gateway",
            name=PRIVATE_BALANCER,
            dimensions={"LoadBalancer": gateway.private.load_balancer.arn_suffix},
            figures=_budgets(base.settings.objectives),
            lowered=frozenset({"gateway-errors"} if _rests(base) else ()),
        )
        yield Subject(
            kind="certificate",
            name=PRIVATE_BALANCER,
            dimensions={"CertificateArn": gateway.private.certificate.arn},
        )
    yield from _ways_out(base)
    yield from _certificates(base, gateway)


def _certificates(base: Foundation, gateway: Gateway) -> Iterator[Subject]:
    """Yields the certificates of the load balancers that all the internet reaches."""
    for region, arn in gateway.certificate.arns.items():
        if region == base.environment.region:
            yield Subject(
                kind="certificate", name="certificate", dimensions={"CertificateArn": arn}
            )
    for key, certificate in gateway.domain_certificates.items():
        yield Subject(
            kind="certificate",
            name=f"certificate.{key}",
            dimensions={"CertificateArn": certificate.arn},
        )


def _ways_out(base: Foundation) -> Iterator[Subject]:
    """Yields the gateways or the instances by which programs reach the internet."""
    if ids := base.network.nat_gateway_ids:
        members = [{"NatGatewayId": ids[zone]} for zone in sorted(ids)]
        yield Subject(kind="nat", name="nat", dimensions={}, members={"gateway": members})
    if instance := base.settings.network.instance:
        names = base.network.nat_group_names
        yield Subject(
            kind="nat-instance",
            name="nat-instance",
            dimensions={},
            members={"group": [{"AutoScalingGroupName": names[zone]} for zone in sorted(names)]},
            figures={"busy_bytes": busy_bytes(BASELINE_MBPS[instance.instance_type])},
        )


def programs(
    base: Foundation, gateway: Gateway, messages: Messages, compute: Compute, running: Programs
) -> Iterator[Subject]:
    """Yields services, workers and jobs."""
    yield from _services(base, gateway, compute, running)
    workload, cluster = base.workload, compute.cluster.name
    for name, worker in running.workers.items():
        program = workload.workers[name]
        size = resolved(base.settings.workers, workload.by_name()[name], base.settings)
        yield Subject(
            kind="worker",
            name=name,
            dimensions={
                "ClusterName": cluster,
                "ServiceName": worker.service_name,
                "QueueName": messages.queues[program.queue].name,
            },
            figures={
                "acceptable_latency_seconds": program.acceptable_latency_seconds,
                "queue_depth": size.alarm_queue_depth,
            },
            words={"queue": program.queue},
            # Messages that wait for a worker at rest are planned, and are still old when it wakes.
            lowered=frozenset({"worker-age"} if size.rests else ()),
            after=_cause(base, name),
            team=program.team or "",
        )
    for name, job in running.jobs.items():
        yield Subject(
            kind="job",
            name=name,
            dimensions={
                "ClusterName": cluster,
                "TaskDefinitionFamily": running.running[name].task.family,
                "QueueName": job.unstarted_queue_name,
            },
            team=workload.jobs[name].team or "",
        )


def _services(
    base: Foundation, gateway: Gateway, compute: Compute, running: Programs
) -> Iterator[Subject]:
    """Yields services, and the routes of those that have more than one alarm can name."""
    for name, service in running.services.items():
        balancer = {"LoadBalancer": gateway.balancer_of(name).arn_suffix}
        groups = [{"TargetGroup": each} for each in service.target_groups]
        every = [{"TargetGroup": each} for route in service.routes.values() for each in route]
        fits = len(every) <= MOST_METRICS // 2
        figures = _budgets(base.settings.objectives.of(name))
        after = _cause(base, name)
        team = base.workload.services[name].team or ""
        yield Subject(
            kind="service" if groups else "inner-service",
            name=name,
            dimensions={
                "ClusterName": compute.cluster.name,
                "ServiceName": service.service_name,
                **balancer,
            },
            members={"target group": groups, EVERY_GROUP: every if fits else []},
            figures=figures,
            after=after,
            team=team,
        )
        for route, suffixes in service.routes.items() if not fits else ():
            yield Subject(
                kind="route",
                name=f"{name}.{route}",
                dimensions=balancer,
                members={EVERY_GROUP: [{"TargetGroup": each} for each in suffixes]},
                figures=figures,
                after=after,
                team=team,
            )


def _budgets(objectives: ObjectiveSettings) -> dict[str, float]:
    """Returns what objectives leave over, in percent, and the time that counts as slow."""
    return {
        "errors_budget_percent": 100 - objectives.availability_percent,
        "latency_budget_percent": 100 - objectives.latency_percent,
        "latency_seconds": objectives.latency_seconds,
    }


def _cause(base: Foundation, program: str) -> str:
    """Returns the part without which the program cannot work. Of several database servers it is the
    one that comes first in the settings."""
    for each in servers_of(base.workload, base.settings):
        if each.workload.by_name()[program].program.uses.databases:
            return each.name
    return ""


def _rests(base: Foundation) -> bool:
    """Returns true if a service with routes stops at planned times: its requests then fail as
    planned. Alarms of each service stay, and know what it wants."""
    sizes = service_sizes(base.workload, base.settings)
    return any(sizes[name].rests and each.routes for name, each in base.workload.services.items())


def queues(workload: Workload, messages: Messages) -> Iterator[Subject]:
    """Yields the queues that services read, and the dead-letter queues of all."""
    with_worker = {each.queue for each in workload.workers.values()}
    read = {
        name
        for each in workload.programs()
        for name, access in each.program.uses.queues.items()
        if access != "send"
    }
    for name, queue in messages.queues.items():
        team = workload.queues[name].team or ""
        if name in read - with_worker:
            yield Subject(kind="queue", name=name, dimensions={"QueueName": queue.name}, team=team)
        yield Subject(
            kind="dead-letter-queue",
            name=name,
            dimensions={"QueueName": queue.dead_letter_name},
            team=team,
        )


def mail(programs: Programs) -> Iterator[Subject]:
    """Yields the mail that programs send, by the configuration set that all of it names."""
    if programs.mail is not None:
        yield Subject(
            kind="mail",
            name="mail",
            dimensions={"ses:configuration-set": programs.mail.configuration_set},
        )


def sign_ins(base: Foundation, programs: Programs) -> Iterator[Subject]:
    """Yields the clients by which people sign in. A program that asks for a token has no metric."""
    for name, pool in programs.pools.by_name.items():
        declared = base.workload.user_pools[name]
        for client, id_ in pool.client_ids.items():
            if declared.clients[client].flow == "code":
                yield Subject(
                    kind="sign-in",
                    name=f"{pool_name(name)}-{client}",
                    dimensions={"UserPool": pool.id, "UserPoolClient": id_},
                    team=declared.team or "",
                )


def edge(base: Foundation, gateway: Gateway, door: FrontDoor) -> Iterator[Subject]:
    """Yields the parts whose metrics are in us-east-1: CloudFront's, its firewall and its
    certificate."""
    if door.edge is None:
        return
    yield Subject(
        kind="edge",
        name="edge",
        dimensions={"DistributionId": door.edge.distribution_id, "Region": "Global"},
        lowered=frozenset({"edge-errors"} if _rests(base) else ()),
    )
    yield from firewall(base, door)
    # In us-east-1 the load balancer and the edge may have the same one.
    if door.certificate_arn is not None and door.certificate_arn is not gateway.certificate.arn:
        yield Subject(
            kind="certificate",
            name="edge",
            dimensions={"CertificateArn": door.certificate_arn},
        )


def firewall(base: Foundation, door: FrontDoor) -> Iterator[Subject]:
    """Yields the firewall, whose metrics name the region unless it stands before CloudFront."""
    if door.firewall is not None:
        region = {} if door.edge else {"Region": base.environment.region}
        yield Subject(
            kind="firewall",
            name="firewall",
            dimensions={"WebACL": door.firewall.metric_name, "Rule": "ALL", **region},
        )
