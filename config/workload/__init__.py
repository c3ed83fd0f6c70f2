"""The workload: the models of `config/workload.yaml`, and the names that its programs see."""

from config.workload import contract, programs, team_files, workload
from config.workload.build import Build
from config.workload.contract import database_prefixes, variable
from config.workload.named_program import NamedProgram, ProgramKind
from config.workload.programs import Program, Service, Worker
from config.workload.restrictions import Requests, Restriction, restrictions
from config.workload.route import Route
from config.workload.sharing import owned_parts, secret_owner, sharing_problems
from config.workload.sidecars import Sidecar
from config.workload.statements import Statement, unlimited
from config.workload.uses import BucketUse, Uses
from config.workload.workload import Workload

__all__ = [
    "BucketUse",
    "Build",
    "NamedProgram",
    "Program",
    "ProgramKind",
    "Requests",
    "Restriction",
    "Route",
    "Service",
    "Sidecar",
    "Statement",
    "Uses",
    "Worker",
    "Workload",
    "contract",
    "database_prefixes",
    "owned_parts",
    "programs",
    "restrictions",
    "secret_owner",
    "sharing_problems",
    "team_files",
    "unlimited",
    "variable",
    "workload",
]
