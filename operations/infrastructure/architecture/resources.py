"""Cloud resources: each that people count or pay for, with its specification, and the number of all
others."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from operations.infrastructure.markdown import counted, folded, joined, link, part, table
from operations.infrastructure.project import Environment, Project
from operations.plan import Resource
from planning.cache import nodes_of
from planning.search import search_nodes
from wording import listed

Inputs = Mapping[str, Any]


def _target(inputs: Inputs) -> str:
    return f"{inputs.get('minCapacity')} to {inputs.get('maxCapacity')} tasks"


def _task(inputs: Inputs) -> str:
    return f"{int(inputs['cpu']) / 1024:g} vCPU, {int(inputs['memory']) / 1024:g} GB"


def _database(inputs: Inputs) -> str:
    parts = [f"`{inputs.get('instanceClass')}`"]
    if inputs.get("allocatedStorage"):
        parts.append(f"{inputs['allocatedStorage']} GiB {inputs.get('storageType')}")
    if inputs.get("replicateSourceDb"):
        parts.append("reads only")
    if inputs.get("multiAz"):
        parts.append("standby in another zone")
    return ", ".join(parts)


def _cache(inputs: Inputs) -> str:
    nodes = nodes_of(inputs)
    shards = f" in {counted(nodes.shards, 'shard')}" if nodes.shards else ""
    return f"{counted(nodes.count, 'node')} `{inputs.get('nodeType')}`{shards}"


def _queue(inputs: Inputs) -> str:
    days = int(inputs.get("messageRetentionSeconds") or 0) // 86400
    return ("FIFO, " if inputs.get("fifoQueue") else "") + f"kept {counted(days, 'day')}"


def _network(inputs: Inputs) -> str:
    return f"`{inputs.get('cidrBlock')}`"


def _endpoint(inputs: Inputs) -> str:
    return f"{inputs.get('vpcEndpointType')}, {counted(len(inputs.get('subnetIds') or ()), 'zone')}"


def _balancer(inputs: Inputs) -> str:
    place = "internal" if inputs.get("internal") else "internet-facing"
    return f"{inputs.get('loadBalancerType')}, {place}"


def _function(inputs: Inputs) -> str:
    memory = inputs.get("memorySize") or 128
    return f"{inputs.get('runtime', '')}, {memory} MB, {inputs.get('timeout') or 3} s".lstrip(", ")


def _schedule(inputs: Inputs) -> str:
    zone = inputs.get("scheduleExpressionTimezone")
    return f"`{inputs.get('scheduleExpression')}` {zone}"


def _secret(inputs: Inputs) -> str:
    return "copied into the recovery region" if inputs.get("replicas") else ""


def _aurora(inputs: Inputs) -> str:
    block = inputs.get("serverlessv2ScalingConfiguration")
    if not block:
        return "instances of a class"
    return f"{block.get('minCapacity', 0):g} to {block.get('maxCapacity', 0):g} ACUs"


def _plan(inputs: Inputs) -> str:
    return f"plan `{str(inputs.get('userPoolTier')).lower()}`"


def _search(inputs: Inputs) -> str:
    cluster = inputs.get("clusterConfig") or {}
    return f"{counted(search_nodes(inputs), 'node')} of `{cluster.get('instanceType')}`"


def _serverless(inputs: Inputs) -> str:
    limits = inputs.get("cacheUsageLimits") or {}
    data = (limits.get("dataStorage") or {}).get("maximum")
    work = [each.get("maximum") for each in limits.get("ecpuPerSeconds") or ()]
    return f"up to {data} GB, {work[0] if work else ''} ECPUs a second"


def _nothing(_inputs: Inputs) -> str:
    return ""


_GROUPS: Mapping[str, Mapping[str, tuple[str, Callable[[Inputs], str]]]] = {
    "Compute": {
        "ecs.Cluster": ("ECS cluster", _nothing),
        "ecs.TaskDefinition": ("Fargate task", _task),
        "appautoscaling.Target": ("autoscaler", _target),
        "lambda.Function": ("Lambda function", _function),
        "scheduler.Schedule": ("schedule", _schedule),
    },
    "Database and cache": {
        "rds.Instance": ("RDS for PostgreSQL", _database),
        "rds.Cluster": ("Aurora PostgreSQL", _aurora),
        "rds.Proxy": ("RDS Proxy", _nothing),
        "elasticache.ReplicationGroup": ("ElastiCache", _cache),
        "opensearch.Domain": ("OpenSearch Service", _search),
        "elasticache.ServerlessCache": ("ElastiCache Serverless", _serverless),
    },
    "Object storage": {
        "s3.Bucket": ("S3 bucket", lambda i: f"in `{i['region']}`" if i.get("region") else "")
    },
    "Messages": {
        "sns.Topic": ("SNS topic", lambda i: "FIFO" if i.get("fifoTopic") else ""),
        "sqs.Queue": ("SQS queue", _queue),
    },
    "Networking": {
        "ec2.Vpc": ("VPC", _network),
        "ec2.NatGateway": ("NAT gateway", _nothing),
        "autoscaling.Group": ("NAT instance", _nothing),
        "ec2.VpcEndpoint": ("endpoint of AWS", _endpoint),
        "lb.LoadBalancer": ("load balancer", _balancer),
        "cloudfront.Distribution": ("CloudFront", lambda i: f"`{i.get('priceClass')}`"),
        "wafv2.WebAcl": ("WAF", lambda i: counted(len(i.get("rules") or ()), "rule")),
        "route53.Zone": ("DNS zone", lambda i: f"`{i.get('name')}`"),
    },
    "Keys and secrets": {
        "kms.Key": ("KMS key", lambda i: f"in `{i['region']}`" if i.get("region") else ""),
        "secretsmanager.Secret": ("secret", _secret),
        "cognito.UserPool": ("Cognito user pool", _plan),
    },
}
"""The types of which each resource is listed, by group."""
_OTHERS = "What connects and watches them"
_LISTED = frozenset(kind for kinds in _GROUPS.values() for kind in kinds)
_BESIDE = {
    "backup": "Database and cache",
    "cognito": "Keys and secrets",
    "ec2": "Networking",
    "ecr": "Compute",
    "ecs": "Compute",
    "rds": "Database and cache",
    "route53": "Networking",
    "s3": "Object storage",
}
"""Groups of types that are not listed, by the module of the type."""


def group_of(kind: str) -> str:
    """Returns the group to which a type belongs. Empty for what connects and watches others."""
    own = (title for title, kinds in _GROUPS.items() if kind in kinds)
    return next(own, _BESIDE.get(kind.partition(".")[0], ""))


def together(project: Project) -> str:
    """Returns the number of resources in each environment on AWS, by group."""
    clouds = [each for each, _ in project.clouds]
    if not clouds:
        return "No environment is on AWS."
    rows = [
        (title, *(_number(sum(1 for kind in kinds for _ in _made(each, kind))) for each in clouds))
        for title, kinds in _GROUPS.items()
    ]
    rows.append((_OTHERS, *(_number(len(_others(each))) for each in clouds)))
    rows.append(("All", *(_number(len(each.resources.all)) for each in clouds)))
    columns = ("Resources", *(each.stack for each in clouds))
    pages = [
        link(each.stack, f"docs/infrastructure/{each.stack}.md#cloud-resources") for each in clouds
    ]
    return joined(table(columns, rows), f"Each with its specification: {listed(pages)}.")


def _made(environment: Environment, kind: str) -> list[Resource]:
    """Returns the resources of a type, without a network that its owner made."""
    return [each for each in environment.resources.of(kind) if not each.given]


def _of_engine(said: str, environment: Environment, resource: Resource) -> str:
    """Returns the name of a type. An instance has that of its engine, a replica that of
    its source."""
    if resource.kind != "rds.Instance":
        return said
    source = resource.inputs.get("replicateSourceDb")
    found = environment.resources.referred(source, "rds.Instance") if source else []
    engine = (found or [resource])[0].inputs.get("engine")
    return "RDS for MySQL" if engine == "mysql" else said


def _others(environment: Environment) -> list[str]:
    """Returns the types of the resources that are not listed."""
    return [each.kind for each in environment.resources.all if each.kind not in _LISTED]


def _number(number: int) -> str:
    return f"{number:,}" if number else ""


def alone(_project: Project, environment: Environment) -> str:
    """Returns the resources of one environment."""
    if environment.cloud is None:
        return ""
    parts = []
    for title, kinds in _GROUPS.items():
        rows = [
            (f"`{each.name}`", _of_engine(said, environment, each), spec(each.inputs))
            for kind, (said, spec) in kinds.items()
            for each in _made(environment, kind)
        ]
        parts.append(part(title, table(("Name", "Type", "Specification"), rows)))
    others = Counter(_others(environment))
    rest = table(("Type", "Number"), ((f"`{kind}`", str(n)) for kind, n in sorted(others.items())))
    total = counted(len(environment.resources.all), "resource")
    return joined(
        f"{total} in all. `make preview STACK={environment.stack}` lists each, "
        f"`SHOW=name` prints one in full.",
        *parts,
        folded(f"{_OTHERS}, by type", rest),
    )
