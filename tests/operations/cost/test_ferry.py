"""The smallest of the example companies pays less than the budget that it set itself."""

from operations.cost import estimate, usage_in
from operations.folder import PROJECT
from operations.plan import of_stack
from operations.pulumi_cli import cloud_platform

FERRY = PROJECT / "examples" / "ferry"


def test_a_first_customer_s_environment_costs_less_than_its_budget() -> None:
    budget = cloud_platform(FERRY, "prod").settings.alarms.budget_usd
    assert budget == 90
    resources = of_stack(FERRY, "prod")
    found = estimate(resources, usage_in(resources))
    assert found.unpriced == ()
    # Its only service, its database and its load balancer are in the figure.
    assert {"tickets", "database", "gateway"} <= {each.component for each in found.lines}
    assert 50 < found.total.expected < budget
