"""What AWS would refuse is refused, in AWS's words; the rest of the environment still comes up."""

from collections.abc import Callable

import pulumi_aws as aws
import pytest

from emulation.emulation import Emulation, emulate_function
from tests.emulation.broken import BROKEN, subnet, two_rules_of_one_priority


def problems(emulation: Emulation) -> dict[str, str]:
    return {each.registration.name: each.problem for each in emulation.attempts if each.problem}


@pytest.mark.parametrize(
    ("program", "message"), BROKEN.items(), ids=[program.__name__ for program in BROKEN]
)
def test_what_aws_would_refuse_is_refused(program: Callable[[], None], message: str) -> None:
    with emulate_function(program) as emulation:
        found = problems(emulation)
    assert len(found) == 1
    ((name, problem),) = found.items()
    assert name.startswith("broken") or program is two_rules_of_one_priority
    assert message in problem


def test_what_depends_on_a_refused_resource_is_not_tried_and_the_rest_is() -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc("network", cidr_block="not an address")
        one = subnet("subnet", vpc, "10.0.0.0/24")
        aws.ec2.RouteTableAssociation(
            "routes", subnet_id=one.id, route_table_id=aws.ec2.RouteTable("table", vpc_id=vpc.id).id
        )
        aws.sqs.Queue("jobs")

    with emulate_function(program) as emulation:
        became = {each.registration.name: each.became for each in emulation.attempts}
        found = problems(emulation)
    assert became == {
        "network": "refused",
        "subnet": "not tried",
        "table": "not tried",
        "routes": "not tried",
        "jobs": "created",
    }
    assert found["subnet"] == "not tried: depends on ec2.Vpc network"


def test_an_input_that_nothing_maps_is_an_error() -> None:
    def program() -> None:
        aws.ec2.Vpc("network", cidr_block="10.0.0.0/16", enable_network_address_usage_metrics=True)

    with emulate_function(program) as emulation:
        found = problems(emulation)
    assert (
        "enableNetworkAddressUsageMetrics: no parameter of ec2.CreateVpc takes it"
        in (found["network"])
    )
