"""The two environments on AWS as their owners were promised them, and what every program sees."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from config import CloudPlatform
from config.workload import contract
from config.workload.programs import Service, Worker
from tests.factories import make_platform
from tests.graph import Graph, waits_for

SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
TARGET = "aws:appautoscaling/target:Target"
INSTANCE = "aws:rds/instance:Instance"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
BUCKET = "aws:s3/bucket:Bucket"


@dataclass(frozen=True)
class Promise:
    """One column of the table: an environment in figures."""

    zones: int
    nat_gateways: int
    service_tasks: tuple[int, int]
    worker_tasks: tuple[int, int]
    service_size: tuple[str, str]
    worker_size: tuple[str, str]
    database: str
    multi_az: bool
    read_replicas: int
    proxies: int
    cache: str
    cache_nodes: int
    strategy: str
    services_on: dict[str, int]
    workers_on: dict[str, int]
    shell: bool
    backups_days: int
    logs_days: int
    copies: bool


PROMISES = {
    "staging": Promise(
        zones=2,
        nat_gateways=1,
        service_tasks=(2, 4),
        worker_tasks=(1, 2),
        service_size=("512", "1024"),
        worker_size=("256", "512"),
        database="db.t3.small",
        multi_az=False,
        read_replicas=0,
        proxies=0,
        cache="cache.t3.micro",
        cache_nodes=1,
        strategy="ROLLING",
        services_on={"FARGATE": 50, "FARGATE_SPOT": 50},
        workers_on={"FARGATE_SPOT": 100},
        shell=True,
        backups_days=7,
        logs_days=30,
        copies=False,
    ),
    "prod": Promise(
        zones=3,
        nat_gateways=3,
        service_tasks=(4, 10),
        worker_tasks=(1, 5),
        service_size=("2048", "4096"),
        worker_size=("1024", "2048"),
        database="db.r5.large",
        multi_az=True,
        read_replicas=1,
        proxies=1,
        cache="cache.r5.large",
        cache_nodes=3,
        strategy="BLUE_GREEN",
        services_on={"FARGATE": 100},
        workers_on={"FARGATE": 50, "FARGATE_SPOT": 50},
        shell=False,
        backups_days=30,
        logs_days=90,
        copies=True,
    ),
}


@dataclass(frozen=True)
class Stack:
    """A stack with its files and its promise."""

    promise: Promise
    platform: CloudPlatform
    graph: Graph

    def ordinary(self, kind: str) -> list[str]:
        """The services or workers that have no size of their own."""
        programs: dict[str, Any] = getattr(self.platform.workload, kind)
        sizes = self.platform.settings.sizes
        return [name for name, each in programs.items() if not each.cpu and name not in sizes]


@pytest.fixture(params=["staging", "prod"])
def stack(request: pytest.FixtureRequest) -> Stack:
    """Each environment in turn."""
    name = request.param
    return Stack(PROMISES[name], make_platform(name), request.getfixturevalue(name))


def test_tasks_are_as_many_and_as_big_as_promised(stack: Stack) -> None:
    promise, graph = stack.promise, stack.graph
    for kind, tasks, size in (
        ("services", promise.service_tasks, promise.service_size),
        ("workers", promise.worker_tasks, promise.worker_size),
    ):
        names = stack.ordinary(kind)
        assert names
        for name in names:
            target = graph.one(TARGET, f"{name}-scaling").inputs
            assert (target["minCapacity"], target["maxCapacity"]) == tasks, name
            task = graph.one(TASK, name).inputs
            assert (task["cpu"], task["memory"]) == size, name
            assert graph.one(SERVICE, name).inputs["desiredCount"] == tasks[0]


def test_tasks_run_on_spot_in_the_promised_share(stack: Stack) -> None:
    workload = stack.platform.workload
    for names, on in (
        (workload.services, stack.promise.services_on),
        (workload.workers, stack.promise.workers_on),
    ):
        for name in names:
            strategies = stack.graph.one(SERVICE, name).inputs["capacityProviderStrategies"]
            assert {each["capacityProvider"]: each["weight"] for each in strategies} == on, name


def test_a_deployment_goes_as_promised_and_goes_back_by_itself(stack: Stack) -> None:
    workload, graph = stack.platform.workload, stack.graph
    for name in (*workload.services, *workload.workers):
        inputs = graph.one(SERVICE, name).inputs
        assert inputs["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
        strategy = stack.promise.strategy if name in workload.services else "ROLLING"
        assert inputs["deploymentConfiguration"]["strategy"] == strategy, name
    for name in workload.services:
        inputs = graph.one(SERVICE, name).inputs
        assert inputs["alarms"]["enable"] is inputs["alarms"]["rollback"] is True
        alarms = 1 + 2 * len(inputs.get("loadBalancers", ()))
        assert len(inputs["alarms"]["alarmNames"]) == alarms
        blue_green = stack.promise.strategy == "BLUE_GREEN"
        for balancer in inputs.get("loadBalancers", ()):
            assert ("advancedConfiguration" in balancer) == blue_green


def test_a_shell_in_a_task_is_there_where_it_was_promised(stack: Stack) -> None:
    workload = stack.platform.workload
    shells = {
        name: stack.graph.one(SERVICE, name).inputs["enableExecuteCommand"]
        for name in (*workload.services, *workload.workers)
    }
    assert shells == {
        **dict.fromkeys(workload.services, stack.promise.shell),
        **dict.fromkeys(workload.workers, False),
    }


def test_the_database_is_the_promised_one(stack: Stack) -> None:
    promise, graph = stack.promise, stack.graph
    primary = graph.one(INSTANCE, "database").inputs
    assert (primary["engine"], primary["engineVersion"].split(".")[0]) == ("postgres", "16")
    assert primary["instanceClass"] == promise.database
    assert primary["multiAz"] is promise.multi_az
    assert primary["backupRetentionPeriod"] == promise.backups_days
    replicas = [each for each in graph.all(INSTANCE) if "replicateSourceDb" in each.inputs]
    assert len(replicas) == promise.read_replicas
    assert {each.inputs["instanceClass"] for each in replicas} <= {promise.database}
    assert len(graph.find("aws:rds/proxy:Proxy")) == promise.proxies


def test_the_cache_is_the_promised_one_over_the_zones(stack: Stack) -> None:
    promise, graph = stack.promise, stack.graph
    cache = graph.one(CACHE).inputs
    assert (cache["engine"], cache["nodeType"]) == ("redis", promise.cache)
    assert cache["numCacheClusters"] == promise.cache_nodes
    assert cache["multiAzEnabled"] is cache["automaticFailoverEnabled"] is promise.multi_az
    subnets = graph.one("aws:elasticache/subnetGroup:SubnetGroup").inputs["subnetIds"]
    assert len(subnets) == promise.zones


def test_the_network_spans_the_promised_zones(stack: Stack) -> None:
    graph = stack.graph
    zones = {each.inputs["availabilityZone"] for each in graph.all("aws:ec2/subnet:Subnet")}
    assert len(zones) == stack.promise.zones
    assert len(graph.all("aws:ec2/subnet:Subnet")) == 3 * stack.promise.zones
    assert len(graph.find("aws:ec2/natGateway:NatGateway")) == stack.promise.nat_gateways
    assert len(graph.find("aws:ec2/eip:Eip")) == stack.promise.nat_gateways


def test_clients_come_by_cloudfront_and_its_firewall(stack: Stack) -> None:
    graph, domain = stack.graph, stack.platform.settings.domain
    edge = graph.one("aws:cloudfront/distribution:Distribution").inputs
    firewall = graph.one("aws:wafv2/webAcl:WebAcl")
    assert edge["webAclId"] == firewall.outputs["arn"]
    assert (firewall.inputs["scope"], firewall.region) == ("CLOUDFRONT", "us-east-1")
    origin = graph.one("aws:cloudfront/vpcOrigin:VpcOrigin").inputs["vpcOriginEndpointConfig"]
    assert origin["arn"] == graph.one("aws:lb/loadBalancer:LoadBalancer").outputs["arn"]
    records = graph.all("aws:route53/record:Record")
    names = {each.inputs["name"] for each in records if "aliases" in each.inputs}
    assert set(edge["aliases"]) == names
    assert domain in names


def test_copies_in_another_region_are_there_where_they_were_promised(stack: Stack) -> None:
    graph, settings = stack.graph, stack.platform.settings
    elsewhere = [each for each in graph.all(BUCKET) if each.region != settings.region]
    buckets = stack.platform.workload.buckets if stack.promise.copies else {}
    logs = {"logs-recovery"} if stack.promise.copies else set()
    assert {each.name for each in elsewhere} == {f"{name}-replica" for name in buckets} | logs
    assert {each.region for each in elsewhere} <= {settings.recovery_region}
    backups = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
    copied = graph.find(backups)
    assert [each.region for each in copied] == [settings.recovery_region] * stack.promise.copies
    assert {each.inputs["retentionPeriod"] for each in copied} <= {stack.promise.backups_days}


def test_logs_are_kept_as_promised(stack: Stack) -> None:
    groups = stack.graph.all("aws:cloudwatch/logGroup:LogGroup")
    assert {each.inputs["retentionInDays"] for each in groups} == {stack.promise.logs_days}


def test_a_program_sees_the_contracts_variables_and_its_own(stack: Stack) -> None:
    for path in stack.platform.workload.programs():
        program = path.program
        task = stack.graph.one(TASK, path.name)
        [container] = json.loads(task.inputs["containerDefinitions"])
        plain = [each["name"] for each in container["environment"]]
        hidden = [each["name"] for each in container.get("secrets", ())]
        port = program.port if isinstance(program, Service) else None
        worker = isinstance(program, Worker)
        promised = contract.plain_variables(program.uses, port=port, worker=worker)
        assert plain == sorted({*promised, *program.environment}), path
        assert hidden == sorted(contract.secret_variables(program.uses)), path


def test_a_variable_says_where_the_thing_is(stack: Stack) -> None:
    graph, workload = stack.graph, stack.platform.workload
    for path in workload.programs():
        program = path.program
        [container] = json.loads(graph.one(TASK, path.name).inputs["containerDefinitions"])
        values = {each["name"]: each["value"] for each in container["environment"]}
        assert values["SERVICE_NAME"] == path.name
        assert values["APP_ENV"] == stack.platform.settings.environment
        for name in program.uses.buckets:
            bucket = graph.one(BUCKET, name).outputs["bucket"]
            assert values[f"BUCKET_{contract.variable(name)}"] == bucket
        for name in program.uses.queues:
            url = graph.one("aws:sqs/queue:Queue", name).outputs["url"]
            assert values[f"QUEUE_{contract.variable(name)}"] == url
        for name in program.uses.topics:
            arn = graph.one("aws:sns/topic:Topic", name).outputs["arn"]
            assert values[f"TOPIC_{contract.variable(name)}"] == arn
        for name in program.uses.services:
            address = f"http://{name}:{workload.services[name].port}"
            assert values[f"{contract.variable(name)}_URL"] == address
        if isinstance(program, Worker):
            queue = graph.one("aws:sqs/queue:Queue", program.queue)
            assert values["QUEUE_URL"] == queue.outputs["url"]


def test_a_program_starts_after_what_lets_it_in(stack: Stack) -> None:
    graph = stack.graph
    for path in stack.platform.workload.programs():
        kind, name, program = path.kind, path.name, path.program
        type_ = "aws:scheduler/schedule:Schedule" if kind == "job" else SERVICE
        before = waits_for(graph, graph.one(type_, name))
        if program.uses.databases:
            assert graph.one("aws:lambda/invocation:Invocation", "database-setup").urn in before
        if program.uses.cache:
            assert graph.one("aws:lambda/invocation:Invocation", "cache-credentials").urn in before
        rules = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
        own = graph.one("aws:ec2/securityGroup:SecurityGroup", name).id
        ways = {each.urn for each in graph.all(rules) if each.inputs["securityGroupId"] == own}
        assert ways <= before, path
