"""Keys that people know from other tools, with the key that Plinth has instead; pure."""

from collections.abc import Collection, Mapping

from config.values import closest_key

_ROUTES = "only a service answers requests: move the program to `services`, or leave its routes out"
_OWN_NETWORK = (
    "Plinth makes the network of an environment itself, from network.cidr and network.zones; one "
    "that stands already is named under network.existing (docs/existing.md)"
)
_OWN_CERTIFICATE = (
    "Plinth makes the certificates of the domain; those that stand already are named under "
    "existing.certificates (docs/existing.md)"
)
_OWN_KEY = (
    "Plinth makes the keys that encrypt the data; those that stand already are named under "
    "existing.keys (docs/existing.md)"
)
_PASSWORDS = "AWS makes every password and programs get it by `uses`; none is written into a file"
_SCALING = "the number of tasks is tasks_min to tasks_max, between which the autoscaler chooses"
_CONTAINERS = (
    "Plinth runs containers: what answers requests is a service, what reads a queue a worker, what "
    "a schedule starts a job"
)
_OWN_THINGS = (
    "Plinth does not make it: own/resources.py does, and programs get it by uses.own (docs/own.md)"
)
_CALLS = (
    "calls between services are encrypted by `encrypted_calls` of the stack's file, for all of "
    "them (docs/security.md)"
)
_HEALTH = "a service says by `health_path` where it answers 200, and ECS and the gateway ask there"

_ANYWHERE: Mapping[str, str] = {
    **dict.fromkeys(("vpc", "vpc_id", "subnets", "subnet_ids", "security_groups"), _OWN_NETWORK),
    **dict.fromkeys(("certificate", "certificates", "certificate_arn", "acm"), _OWN_CERTIFICATE),
    **dict.fromkeys(("kms", "kms_key", "kms_key_id", "kms_key_arn"), _OWN_KEY),
    **dict.fromkeys(("password", "master_password", "username", "credentials"), _PASSWORDS),
    **dict.fromkeys(("replica_count", "desired_count", "count", "instances", "scale"), _SCALING),
    **dict.fromkeys(("healthcheck", "health_check"), _HEALTH),
    **dict.fromkeys(("service_connect", "service_mesh", "encrypt_calls"), _CALLS),
    "ports": "a service has one `port`; the gateway answers at 443 for all of them",
    "env": "it is called environment here",
    "env_file": "variables stand under `environment`, secrets under uses.secrets",
    "ulimits": "of all limits Fargate takes that of open files alone: it is called open_files here",
    "nofile": "it is called open_files here",
    "volumes": "a task keeps nothing: writable_paths go with it, objects belong into a bucket",
    "depends_on": "`uses` says what a program needs, and that is started and let in first",
    "restart": "ECS starts a task again by itself",
    "entrypoint": "it is called command here",
    **dict.fromkeys(("lambdas", "functions"), _CONTAINERS),
    **dict.fromkeys(("dynamodb", "tables", "opensearch", "kafka"), _OWN_THINGS),
    "access_key": _PASSWORDS,
    "aws_profile": "credentials are taken from where you run Pulumi, as every AWS tool takes them",
    "profile": "credentials are taken from where you run Pulumi, as every AWS tool takes them",
}
_BELOW: Mapping[tuple[str, str], str] = {
    ("workers", "routes"): _ROUTES,
    ("jobs", "routes"): _ROUTES,
    ("workers", "port"): _ROUTES,
    ("jobs", "port"): _ROUTES,
    ("workers", "health_path"): "nobody asks a worker: ECS starts it again when it ends",
    ("jobs", "queue"): "a job is started by its schedule; what reads a queue is a worker",
    ("services", "queue"): "what reads a queue as its work is a worker; a service may have "
    "uses.queues",
    ("services", "schedule"): "what a schedule starts is a job",
    ("services", "replicas"): _SCALING,
    ("workers", "replicas"): _SCALING,
}

_SAME: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("postgres", "postgresql", "rds", "db"), ("databases", "database")),
    **dict.fromkeys(("redis", "valkey", "elasticache"), ("cache",)),
    **dict.fromkeys(("loadbalancer", "load_balancer", "alb", "ingress"), ("gateway",)),
    **dict.fromkeys(("cdn", "cloudfront"), ("edge",)),
    **dict.fromkeys(("s3", "storage"), ("buckets",)),
    **dict.fromkeys(("cron", "crons", "schedules", "scheduled"), ("jobs",)),
    "vpc_id": ("vpc",),
    **dict.fromkeys(("subnet", "subnet_ids"), ("subnets",)),
    **dict.fromkeys(("route_table", "route_table_ids"), ("route_tables",)),
    "firewall": ("waf",),
    "rabbitmq": ("queues",),
    "sqs": ("queues",),
    "sns": ("topics",),
    "backups": ("retention",),
}
"""Keys that have the same meaning here as one of Plinth's own."""


def meant(key: str, allowed: Collection[str]) -> str | None:
    """Returns the key of Plinth's that an unknown one stands for or resembles, or None."""
    same = [own for own in _SAME.get(key.lower(), ()) if own in allowed]
    return same[0] if same else closest_key(key, allowed)


def sentence(key: str, path: tuple[str | int, ...]) -> str | None:
    """Returns the advice for a key of another tool, or None for a key that is unknown here too."""
    first = str(path[0]) if path else ""
    if path[:2] == ("network", "existing") or path[:1] == ("existing",):
        # Its keys are called much like those of others, and advice to name it there is no help.
        return None
    return _BELOW.get((first, key)) or _ANYWHERE.get(key)
