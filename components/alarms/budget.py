"""The budget of an environment: people are warned when its month costs too much.

    Budget    what carries the environment's tags, each month

Left out: actions that stop anything. Money is no reason to stop production by itself.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from planning import Environment

TYPE = "plinth:alarms:CostBudget"


@dataclass(frozen=True, kw_only=True)
class CostBudgetArgs:
    """The inputs from which a budget is built. All of them change in place."""

    environment: Environment
    usd: float
    """The cost of a month, in US dollars."""
    topic_arn: pulumi.Input[str]


class CostBudget(pulumi.ComponentResource):
    """A budget that warns at 80 % spent, and when the forecast passes all of it. It is free."""

    def __init__(
        self, name: str, args: CostBudgetArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        environment = args.environment
        aws.budgets.Budget(
            name,
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=f"{args.usd:g}",
            limit_unit="USD",
            cost_filters=[
                {
                    "name": "TagKeyValue",
                    "values": [f"user:stack${environment.stack}"],
                },
            ],
            notifications=[
                {
                    "comparison_operator": "GREATER_THAN",
                    "threshold": threshold,
                    "threshold_type": "PERCENTAGE",
                    "notification_type": kind,
                    "subscriber_sns_topic_arns": [args.topic_arn],
                }
                for kind, threshold in (("ACTUAL", 80), ("FORECASTED", 100))
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})
