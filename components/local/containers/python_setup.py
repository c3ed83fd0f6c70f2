"""A container that runs one of the programs in `setup/` against a part of the infrastructure, and
ends. It runs again whenever its plan or a password changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pulumi
import pulumi_docker as docker

from components.local.containers.container import ContainerSpec, run
from components.local.containers.image import pulled
from components.local.containers.machine import Machine

_FOLDER = "/setup"
_PROGRAMS = Path(__file__).resolve().parent / "setup"


@dataclass(frozen=True, kw_only=True)
class PythonSetup:
    """The description of a setup: its program, its plan and its variables."""

    program: str
    """The name of a file in `setup/`, without its ending."""
    plan: pulumi.Input[str]
    """The plan that the program carries out, in JSON."""
    variables: Mapping[str, pulumi.Input[str]]
    networks: Sequence[pulumi.Input[str]]


def run_setup(
    name: str,
    setup: PythonSetup,
    *,
    machine: Machine,
    parent: pulumi.Resource,
    server: docker.Container,
) -> docker.Container:
    """Runs the setup against a server that is healthy once it is created."""
    program, plan = f"{_FOLDER}/{setup.program}.py", f"{_FOLDER}/plan.json"
    text = (_PROGRAMS / f"{setup.program}.py").read_text(encoding="utf-8")
    return run(
        name,
        ContainerSpec(
            kind="setup",
            image=pulled(name, machine.settings.image("setup"), parent),
            networks=setup.networks,
            memory_mib=128,
            variables=setup.variables,
            entrypoint=["python3"],
            command=[program, plan],
            files={program: text, plan: setup.plan},
        ),
        machine=machine,
        parent=parent,
        # The setup needs the server, which is healthy once it is created.
        depends_on=[server],
    )
