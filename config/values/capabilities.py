"""Linux capabilities: the parts of root's power that a container may be given; pure."""

from collections.abc import Iterable
from typing import Literal, get_args

Capability = Literal[
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
]
"""Capabilities that Docker and Fargate grant by default. Fargate lets only SYS_PTRACE be added:
docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html"""

KEPT: tuple[Capability, ...] = (
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "KILL",
    "NET_BIND_SERVICE",
    "SETGID",
    "SETUID",
)
"""Capabilities that a program keeps by default, and that the infrastructure on Docker has. Images
that start as root prepare their folders, bind a port below 1024, change to a user of their own and
later stop its processes, as those of nginx, PostgreSQL and Redis do: without these they do not
start. The others serve to forge packets and log records, to make devices and to hand power on,
which no server asks for."""


def dropped(kept: Iterable[Capability]) -> list[str]:
    """Returns the sorted capabilities to take away. If none is kept it is `ALL`, so that one which
    an engine grants in future is taken away too."""
    rest = sorted(set(get_args(Capability)) - set(kept))
    return rest if len(rest) < len(get_args(Capability)) else ["ALL"]
