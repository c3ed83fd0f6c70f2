"""The words of an answer: a hop from one place to the next, and the reason why there is none."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Permit:
    """One resource that lets a hop pass."""

    said: str
    """The resource by its type and name, with what it says."""
    urn: str


@dataclass(frozen=True)
class Hop:
    """One step of a request, from a place to the next that takes it."""

    source: str
    target: str
    port: int
    """The port at which the target takes it; 0 if any could be the one."""
    by: tuple[Permit, ...]
    detail: str = ""
    """What a request must be like: `/api/orders, token required`."""
    arrives: int | None = None
    """The port at which the request must have come to the source; None if any will do."""
    forwards: bool = False
    """True if the source hands on here what came to it, and does not ask for itself."""
    protocol: str = "tcp"

    @property
    def place(self) -> str:
        """The target and its port: `orders:8080`."""
        return f"{self.target}:{self.port}" if self.port else f"{self.target} (any port)"


@dataclass(frozen=True)
class Stop:
    """The reason why a request does not get from one place to another."""

    source: str
    target: str
    why: str
    urn: str = ""
