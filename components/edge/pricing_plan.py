"""CloudFront's pricing plan: one price a month for a distribution and its firewall."""

import pulumi
import pulumi_aws as aws

from config.edge import PricingPlan


def subscribe(
    name: str,
    plan: PricingPlan,
    distribution_arn: pulumi.Input[str],
    web_acl_arn: pulumi.Input[str],
    parent: pulumi.Resource,
) -> "aws.pricingplanmanager.Subscription":
    """Creates the subscription of a distribution and its web ACL to a plan.

    AWS bills a paid plan from then on: by default it would wait for an approval that only its
    console and its API give, and refuse every change until then. Who merges the settings has
    approved them.

    Another plan changes in place. A deletion cancels: AWS ends the plan with the month that is
    paid, and until then refuses to delete the distribution and the web ACL.

    Left out: the hosted zone, which a plan could hold too. AWS would not let it go either, and it
    costs cents.
    """
    return aws.pricingplanmanager.Subscription(
        name,
        plan_family="CloudFront",
        plan_tier=plan.upper(),
        resource_arns=[distribution_arn, web_acl_arn],
        approval_mode="IMMEDIATE",
        opts=pulumi.ResourceOptions(parent=parent),
    )
