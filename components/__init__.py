"""The components: one noun a file, each with its arguments beside it."""

from components import public_hosts
from components.bucket import Bucket, BucketArgs
from components.bucket_replica import RecoveryTarget
from components.cache import Cache, CacheArgs
from components.cache_users import CacheUsers, CacheUsersArgs
from components.certificate import Certificate, CertificateArgs
from components.cluster import Cluster, ClusterArgs
from components.credentials import Credentials, CredentialsArgs, credentials_function
from components.database import Database, DatabaseArgs
from components.database_primary import DatabasePrimary, DatabasePrimaryArgs
from components.database_setup import DatabaseSetup, DatabaseSetupArgs
from components.dns import AliasTarget, DnsRecords, DnsRecordsArgs
from components.edge import Edge, EdgeArgs
from components.environment import Environment
from components.firewall import Firewall, FirewallArgs
from components.hosted_zone import HostedZone, HostedZoneArgs
from components.iam import Grantee
from components.job import Job, JobArgs
from components.key import Key, KeyArgs
from components.load_balancer import LoadBalancer, LoadBalancerArgs
from components.log_bucket import LogBucket, LogBucketArgs
from components.network import Network, NetworkArgs
from components.provider import aws_provider
from components.queue import Queue, QueueArgs
from components.registry import Registry, RegistryArgs
from components.routing import plan_routes
from components.scaling import Scaling, ScalingArgs
from components.secret import Secret, SecretArgs
from components.service import Service, ServiceArgs
from components.subscription import Subscription, SubscriptionArgs
from components.task import Task, TaskArgs
from components.task_runner import TaskRunner, TaskRunnerArgs
from components.topic import Topic, TopicArgs
from components.worker import Worker, WorkerArgs

__all__ = [
    "AliasTarget",
    "Bucket",
    "BucketArgs",
    "Cache",
    "CacheArgs",
    "CacheUsers",
    "CacheUsersArgs",
    "Certificate",
    "CertificateArgs",
    "Cluster",
    "ClusterArgs",
    "Credentials",
    "CredentialsArgs",
    "Database",
    "DatabaseArgs",
    "DatabasePrimary",
    "DatabasePrimaryArgs",
    "DatabaseSetup",
    "DatabaseSetupArgs",
    "DnsRecords",
    "DnsRecordsArgs",
    "Edge",
    "EdgeArgs",
    "Environment",
    "Firewall",
    "FirewallArgs",
    "Grantee",
    "HostedZone",
    "HostedZoneArgs",
    "Job",
    "JobArgs",
    "Key",
    "KeyArgs",
    "LoadBalancer",
    "LoadBalancerArgs",
    "LogBucket",
    "LogBucketArgs",
    "Network",
    "NetworkArgs",
    "Queue",
    "QueueArgs",
    "RecoveryTarget",
    "Registry",
    "RegistryArgs",
    "Scaling",
    "ScalingArgs",
    "Secret",
    "SecretArgs",
    "Service",
    "ServiceArgs",
    "Subscription",
    "SubscriptionArgs",
    "Task",
    "TaskArgs",
    "TaskRunner",
    "TaskRunnerArgs",
    "Topic",
    "TopicArgs",
    "Worker",
    "WorkerArgs",
    "aws_provider",
    "credentials_function",
    "plan_routes",
    "public_hosts",
]
