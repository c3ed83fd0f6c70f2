"""What every component on Docker knows of its stack; plain values, and the one secret."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pulumi

from components.local.containers import keys
from config.settings import DockerSettings

T = TypeVar("T")

REGION = "us-east-1"
"""The region that programs are told: SDKs want one, and it is that of moto and S3 servers."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A stack on the developer's machine."""

    stack: str
    project: str
    """The product; with the stack, the first part of every container's name."""
    name: str
    """What programs see as APP_ENV."""
    domain: str
    settings: DockerSettings
    secret: pulumi.Output[str]
    """All passwords and keys are derived from it."""
    owner: str
    """The id of the project's folder, which `operations/docker/engine/ownership.py` keeps."""
    folder: Path
    """The project's folder."""

    def full_name(self, name: str) -> str:
        """What a container, network or volume is called on this machine: `shop-dev-orders`, and
        that of a further clone of the project `shop-dev-1-orders`."""
        clone = self.settings.clone
        return "-".join([self.project, self.stack, *([str(clone)] if clone else []), name])

    @property
    def labels(self) -> dict[str, str]:
        """By which `make infrastructure-clean` and the others find what belongs to the stack, and
        others see whose it is."""
        return {
            "plinth.clone": str(self.settings.clone),
            "plinth.folder": str(self.folder),
            "plinth.owner": self.owner,
            "plinth.project": self.project,
            "plinth.stack": self.stack,
        }

    def password(self, name: str) -> pulumi.Output[str]:
        """The password of a user; a Pulumi secret."""
        return self.derive(lambda secret: keys.password(secret, name))

    def passwords(self, names: Sequence[str]) -> pulumi.Output[dict[str, str]]:
        """The passwords of several users."""
        return self.derive(lambda secret: {name: keys.password(secret, name) for name in names})

    def derive(self, make: Callable[[str], T]) -> pulumi.Output[T]:
        """Something that follows from the secret; a Pulumi secret too."""
        return pulumi.Output.secret(self.secret.apply(make))


def page(port: int, user: str, password: pulumi.Output[str]) -> pulumi.Output[str]:
    """A page of this machine, and how to log in: browsers no longer take it from the address."""
    return pulumi.Output.concat(f"http://127.0.0.1:{port} (user {user}, password ", password, ")")
