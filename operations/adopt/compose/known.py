"""Images of databases, caches, brokers and stores that Compose files run beside the programs."""

import re
from dataclasses import dataclass

from config.values import images


@dataclass(frozen=True)
class Known:
    """Counterpart of an image of this kind."""

    kind: str
    """One of database, mysql, cache, queues, buckets and absent."""
    says: str

    @property
    def is_database(self) -> bool:
        """True for a server of databases, whatever its engine."""
        return self.kind in ("database", "mysql")


_POSTGRES = Known("database", "RDS for PostgreSQL on AWS, and a container on Docker")
_CACHE = Known("cache", "ElastiCache on AWS, and a container on Docker")
_SQS = Known("queues", "SQS on AWS; on Docker the environment has its own")
_RABBIT = Known(
    "queues",
    "queues are SQS on AWS; a program that speaks AMQP needs its broker's client exchanged",
)
_STORE = Known("buckets", "S3 on AWS, and a container on Docker")
_MYSQL = Known("mysql", "RDS for MySQL 8.4 on AWS, and a container on Docker (docs/mysql.md)")
MARIADB = Known(
    "mysql",
    "RDS for MySQL 8.4, which is not MariaDB: try the program with it first (docs/mysql.md)",
)
_MAIL = Known("absent", "catches mail while developing; send through SES or a mail provider on AWS")
_PROXY = Known("absent", "the gateway routes requests here; write its rules as routes of services")
_TOOL = Known("absent", "a tool for the desk; run it beside the environment, not in it")
_WATCH = Known(
    "absent", "alarms, dashboards, logs and traces are in CloudWatch (docs/monitoring.md)"
)
_OTHER = Known("absent", "there is no such data service here; declare one in own/resources.py")

_BY_NAME: tuple[tuple[str, Known], ...] = (
    (r"postgres|postgresql|postgis|pgvector|timescaledb(-ha)?", _POSTGRES),
    (r"redis|redis-stack(-server)?|valkey|keydb|dragonfly", _CACHE),
    (r"elasticmq(-native)?|localstack(-pro)?|goaws", _SQS),
    (r"rabbitmq", _RABBIT),
    (r"minio|seaweedfs|s3mock|s3rver", _STORE),
    (r"mysql|mysql-server|percona", _MYSQL),
    (r"mariadb", MARIADB),
    (r"mailhog|mailpit|mailcatcher|maildev|smtp4dev", _MAIL),
    (r"traefik|haproxy|nginx-proxy|caddy|kong|acme-companion|certbot", _PROXY),
    (
        r"adminer|pgadmin4?|phpmyadmin|redis-commander|redisinsight|mongo-express|mc|watchtower",
        _TOOL,
    ),
    (r"dpage-pgadmin4|portainer(-ce)?|swagger-ui|flower|kafka-ui|dozzle|ofelia", _TOOL),
    (r"prometheus|grafana|loki|promtail|jaeger|all-in-one|otel.*|zipkin|cadvisor|tempo", _WATCH),
    (r"node-exporter|alertmanager|fluentd|fluent-bit|kibana|logstash|datadog-agent|agent", _WATCH),
    (r"mongo|mongodb.*|elasticsearch|opensearch|cp-.*|kafka|zookeeper|memcached|cassandra", _OTHER),
    (
        r"neo4j|clickhouse.*|influxdb|nats|couchdb|meilisearch|typesense|qdrant|weaviate|vault",
        _OTHER,
    ),
    (r"mssql.*|server|dynamodb-local|etcd|consul|cockroach|mosquitto|solr|pulsar|redpanda", _OTHER),
)


def known(image: str) -> Known | None:
    """Returns what an image becomes, or None for a program.

    >>> known("bitnami/postgresql:16").kind
    'database'
    """
    repository = images.repository(image) or image.partition("/")[2]
    name = re.sub(r"[:@].*", "", repository).rpartition("/")[2]
    for pattern, found in _BY_NAME:
        if re.fullmatch(pattern, name):
            return found
    return None


def engine_of(found: Known) -> dict[str, str]:
    """Returns what a database of the workload says of its engine; PostgreSQL goes without saying.

    >>> engine_of(known("mysql:8.4"))
    {'engine': 'mysql'}
    """
    return {"engine": "mysql"} if found.kind == "mysql" else {}
