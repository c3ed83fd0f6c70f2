"""Settings of the small EC2 instance that stands in for a NAT gateway."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from config.values import Section

NatInstanceType = Literal["t4g.micro", "t4g.small", "t4g.medium"]

BASELINE_MBPS: Mapping[NatInstanceType, int] = {
    "t4g.micro": 64,
    "t4g.small": 128,
    "t4g.medium": 256,
}
"""Megabits a second, each way, that a type carries for ever. For 5 to 60 minutes it carries up to
5000. Source: docs.aws.amazon.com/ec2/latest/instancetypes/gp.html (network specifications), and
docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-network-bandwidth.html"""


class NatInstanceSettings(Section):
    """The instance that `nat: instance` makes: Amazon Linux 2023 on an ARM processor, with nothing
    but the translation of addresses. It cannot be reached, and has no rights at AWS."""

    instance_type: NatInstanceType = "t4g.micro"
    """Size. A t4g.micro carries 64 megabits a second for ever, a t4g.small 128, a t4g.medium 256,
    and each more for minutes (docs.aws.amazon.com/ec2/latest/instancetypes/gp.html). There is no
    t4g.nano, whose 512 MB are too little to install a package. A change replaces the instance: some
    minutes without a way out, the address stays."""
    renew_days: Annotated[int, Field(ge=1, le=90, examples=[7])] = 14
    """Days after which AWS replaces the instance at the latest, by one of the newest image, which
    is how it is patched. At an hour that AWS chooses there is no way out for some minutes. A change
    replaces nothing by itself, but an instance that is older by then."""
    each_zone: bool = False
    """True for an instance in each zone: the failure of one cuts off the tasks of its zone only,
    and nothing is paid for traffic between zones. False for one in the first zone, for all. A
    change replaces nothing; addresses come or go."""
