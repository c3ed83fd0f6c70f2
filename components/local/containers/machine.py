"""The facts of a stack on Docker that all its components share: plain values, and the one
secret."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pulumi

from components.local.containers import keys
from config.settings import DockerSettings

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A stack on the developer's machine."""

    stack: str
    project: str
    """The product. With the stack, it is the first part of every container's name."""
    name: str
    """The environment's name, which programs see as APP_ENV."""
    domain: str
    further_domains: Mapping[str, str] = field(default_factory=dict)
    """The names of further domains, by what the workload calls them."""
    settings: DockerSettings
    secret: pulumi.Output[str]
    """The secret from which all passwords and keys are derived."""
    owner: str
    """The id of the project's folder, which `operations/docker/engine/ownership.py` keeps."""
    folder: Path
    """The project's folder."""

    def full_name(self, name: str) -> str:
        """Returns the name of a container, network or volume on this machine: `shop-dev-orders`, or
        `shop-dev-1-orders` for a further clone of the project."""
        clone = self.settings.clone
        return "-".join([self.project, self.stack, *([str(clone)] if clone else []), name])

    @property
    def labels(self) -> dict[str, str]:
        """The labels by which `make infrastructure-clean` and other commands find the stack's
        resources, and by which people see the owner."""
        return {
            "plinth.clone": str(self.settings.clone),
            "plinth.folder": str(self.folder),
            "plinth.owner": self.owner,
            "plinth.project": self.project,
            "plinth.stack": self.stack,
        }

    def password(self, name: str) -> pulumi.Output[str]:
        """Returns the password of a user; a Pulumi secret."""
        return self.derive(lambda secret: keys.password(secret, name))

    def passwords(self, names: Sequence[str]) -> pulumi.Output[dict[str, str]]:
        """Returns the passwords of several users; a Pulumi secret."""
        return self.derive(lambda secret: {name: keys.password(secret, name) for name in names})

    def rsa_key(self, name: str) -> pulumi.Output[str]:
        """Returns a private key (PEM) for what needs RSA; a Pulumi secret."""
        return self.derive(lambda secret: keys.rsa_key(secret, name))

    def derive(self, make: Callable[[str], T]) -> pulumi.Output[T]:
        """Returns a value that is derived from the secret; it is a Pulumi secret too."""
        return pulumi.Output.secret(self.secret.apply(make))


def page(port: int, user: str, password: pulumi.Output[str]) -> pulumi.Output[str]:
    """Returns a page's address on this machine with the way to log in, which browsers no longer
    take from the address."""
    return pulumi.Output.concat(f"http://127.0.0.1:{port} (user {user}, password ", password, ")")
