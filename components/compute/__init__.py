"""Programs on ECS: the cluster, services, workers, jobs, their tasks and images."""

from components.compute.cluster import Cluster, ClusterArgs
from components.compute.job import Job, JobArgs
from components.compute.late_calls import LateCalls, LateCallsArgs
from components.compute.one_off_task import OneOffTask, OneOffTaskArgs
from components.compute.registry import Registry, RegistryArgs
from components.compute.service import Service, ServiceArgs
from components.compute.task import Task, TaskArgs
from components.compute.task_runner import TaskRunner, TaskRunnerArgs
from components.compute.verifier import Verifier, VerifierArgs
from components.compute.worker import Worker, WorkerArgs

__all__ = [
    "Cluster",
    "ClusterArgs",
    "Job",
    "JobArgs",
    "LateCalls",
    "LateCallsArgs",
    "OneOffTask",
    "OneOffTaskArgs",
    "Registry",
    "RegistryArgs",
    "Service",
    "ServiceArgs",
    "Task",
    "TaskArgs",
    "TaskRunner",
    "TaskRunnerArgs",
    "Verifier",
    "VerifierArgs",
    "Worker",
    "WorkerArgs",
]
