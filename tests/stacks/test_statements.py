"""Rights beyond the vocabulary, as the program's role gets them."""

from stacks import cloud
from tests.factories import make_platform
from tests.graph import deploy_apart

POLICY = "aws:iam/rolePolicy:RolePolicy"


def test_a_role_gets_its_statements_with_the_environment_s_own_values() -> None:
    statement = {
        "actions": ["ses:SendEmail"],
        "resources": ["arn:${partition}:ses:${region}:${account_id}:identity/${domain}"],
        "conditions": {
            "StringEquals": {"ses:FromAddress": ["shop@${domain}", "${aws:username}"]},
            "Bool": {"aws:SecureTransport": True},
        },
    }
    uses = {"services": {"web": {"uses": {"statements": [statement]}}}}
    platform = make_platform("staging", workload=uses)
    graph = deploy_apart(lambda: cloud.build(platform), stack="staging")
    policy = graph.one(POLICY, "web-statements")
    domain, account = platform.settings.domain, platform.settings.account_id
    assert graph.policy(policy)["Statement"] == [
        {
            "Effect": "Allow",
            "Action": ["ses:SendEmail"],
            "Resource": [f"arn:aws:ses:eu-central-1:{account}:identity/{domain}"],
            "Condition": {
                "StringEquals": {"ses:FromAddress": [f"shop@{domain}", "${aws:username}"]},
                "Bool": {"aws:SecureTransport": "true"},
            },
        }
    ]
    assert policy.inputs["role"] == graph.one("aws:iam/role:Role", "web-task").outputs["name"]
    assert policy.urn in graph.one("aws:ecs/service:Service", "web").dependencies
