"""Changes of a network that take something from under the copies that stand in it."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from operations.errors import OperationError
from operations.plan.changes import Change, Comparison
from operations.plan.guests.standing import destroyed, guests_of
from operations.plan.plan_text import short_type

_NETWORK = "plinth:network:Network$"
_OF_GUESTS = {
    "autoscaling.Group": "its instance is the way out",
    "ec2.Eip": "the address by which it goes out",
    "ec2.InternetGateway": "the way out",
    "ec2.NatGateway": "the way out",
    "ec2.NetworkInterface": "the way out",
    "ec2.Route": "the way out",
    "ec2.RouteTable": "the routes of its subnets",
    "ec2.RouteTableAssociation": "the routes of its subnets",
    "ec2.SecurityGroup": "it guards endpoints or the way out",
    "ec2.Subnet": "its tasks, load balancer, databases or caches may stand in it",
    "ec2.Vpc": "all of it stands in it",
    "ec2.VpcEndpoint": "its way to a service of AWS",
    "vpc.SecurityGroupEgressRule": "the way out",
    "vpc.SecurityGroupIngressRule": "its way to endpoints or out",
}
"""The types of a network that copies use as well, each with what for. The others are the original's
own: its flow log, and the roles and templates of a NAT instance."""


@dataclass(frozen=True)
class Taken:
    """The loss of copies by a change of the network in which they stand."""

    stack: str
    guests: list[str]
    changes: list[Change]

    @property
    def problem(self) -> str:
        """The problem, with each part of the network, the first ones of many."""
        shown, more = self.changes[:_SHOWN], len(self.changes) - _SHOWN
        parts = [
            f"{each.name} ({_short(each)} {each.kind}: {_OF_GUESTS[_short(each)]})"
            for each in shown
        ]
        parts += [f"{more} more"] if more > 0 else []
        stand = "stands" if len(self.guests) == 1 else "stand"
        return (
            f"{', '.join(self.guests)} {stand} in the network of {self.stack}, and would lose "
            + "; ".join(parts)
        )

    @property
    def remedy(self) -> str:
        """The way around the loss."""
        return (
            f"take the change of `network` back, or first {destroyed(self.guests)}, and copy "
            f"{self.stack} again afterwards"
        )


_SHOWN = 6


def taken(stack: str, folder: Path, found: Comparison) -> Taken | None:
    """Returns what the changes of a stack take from the copies in its network. None if nothing."""
    changes = [each for each in found.changes if _takes(each)]
    guests = guests_of(stack, folder) if changes else []
    return Taken(stack, guests, changes) if guests else None


def warning(stack: str, folder: Path, found: Comparison | None) -> str:
    """Returns what a preview has to say about copies in a stack's network. Empty if nothing; a
    preview without a comparison says that they are there."""
    if found is not None:
        loss = taken(stack, folder, found)
        return f"warning: `make up` refuses this: {loss.problem}; {loss.remedy}" if loss else ""
    guests: list[str] = []
    # A file that cannot be read is the mistake of its own stack, and another command's to tell.
    with contextlib.suppress(OperationError):
        guests = guests_of(stack, folder)
    if not guests:
        return ""
    return (
        f"note: {', '.join(guests)} in this network; `make up` refuses a change that takes a part "
        "of it away"
    )


def _takes(change: Change) -> bool:
    return (
        change.kind in ("deleted", "replaced")
        and _NETWORK in change.urn
        and _short(change) in _OF_GUESTS
    )


def _short(change: Change) -> str:
    """Returns a type as settings and tables name it: `ec2.Subnet`."""
    return short_type(change.type).removeprefix("aws:").replace(":", ".")
