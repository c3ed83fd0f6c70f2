"""The place of each service, if an environment has several load balancers; pure.

A load balancer takes 100 target groups, and AWS raises that for nobody. A workload that needs more
is spread over several. The settings give their number, and a service's place follows from that
number and from its own name, by rendezvous hashing: of all load balancers it takes the one with
which its name hashes highest. So

- a service that is added, renamed or removed elsewhere moves no other;
- one load balancer more takes its share from the others, and no service moves between those:
  from 3 to 4 a quarter of the services moves, and from 1 to 4 three quarters;
- nothing has to be kept in a file, and all who read the settings find the same place.

A list of services for each load balancer would move still fewer, but somebody would have to write
two hundred names, and to decide anew with every service. The price of the hash is that shares are
not quite equal, so leave room: `balancers_needed` says how many it takes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

MOST_BALANCERS: Final = 20
"""The load balancers that an environment may have. AWS takes 50 in a region, of all environments
(docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html), and 25
origins of this kind in an account
(docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html)."""


def balancer_of(service: str, count: int) -> int:
    """Returns the number of a service's load balancer, 1 to `count`."""

    def weight(number: int) -> bytes:
        return hashlib.sha256(f"{service} {number}".encode()).digest()

    return max(range(1, count + 1), key=weight)


def balancer_name(number: int) -> str:
    """Returns the name of a load balancer: `gateway`, and `gateway-2` and so on for further
    ones."""
    return "gateway" if number == 1 else f"gateway-{number}"


def load(weights: Mapping[str, int], count: int) -> dict[int, int]:
    """Returns the sum of the services' weights at each load balancer."""
    sums = dict.fromkeys(range(1, count + 1), 0)
    for service, weight in weights.items():
        sums[balancer_of(service, count)] += weight
    return sums


def balancers_needed(weights: Mapping[str, int], limit: int) -> int | None:
    """Returns the least number of load balancers of which none has more than `limit`; None if the
    most that may be are too few."""
    for count in range(1, MOST_BALANCERS + 1):
        if max(load(weights, count).values()) <= limit:
            return count
    return None


def moved(services: Iterable[str], before: int, after: int) -> list[str]:
    """Returns the services whose place differs between two numbers of load balancers."""
    return [name for name in services if balancer_of(name, before) != balancer_of(name, after)]
