"""A site behind the edge, and a host that leads to it, come up in an emulated AWS, and nothing
differs afterwards."""

from collections import Counter
from typing import Any

from emulation.emulation import emulate_function
from stacks import cloud
from tests.stacks import example
from tests.stacks.workload_edits import SITE


def redirects(client: Any) -> list[dict[str, str]]:
    """The redirects of all rules in an account."""
    return [
        action["RedirectConfig"]
        for balancer in client.describe_load_balancers()["LoadBalancers"]
        for listener in client.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])[
            "Listeners"
        ]
        for rule in client.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]
        for action in rule["Actions"]
        if "RedirectConfig" in action
    ]


def test_a_site_comes_up() -> None:
    changed = {key: value for edit in SITE.values() for key, value in edit.workload.items()}
    settings = {key: value for edit in SITE.values() for key, value in edit.settings.items()}
    changed["services.shop.routes"] = [
        *changed["services.shop.routes"],
        {"paths": ["/img"], "auth": "none"},
    ]
    platform = example.platform(
        {
            **settings,
            "edge.cache_seconds": {"/img": 60},
            "edge.countries": {"block": ["KP", "JP"]},
            "edge.origin_failover": True,
            "recovery_region": "eu-west-1",
        },
        workload=changed,
    )

    def program() -> None:
        cloud.build(platform)

    with emulate_function(program, stack=example.STACK) as emulation:
        became = Counter(attempt.became for attempt in emulation.attempts)
        differences = emulation.differences()
        described = emulation.account.client("cloudfront", "us-east-1").list_functions()[
            "FunctionList"
        ]["Items"]
        [rule] = redirects(emulation.account.client("elbv2", platform.settings.region))
    assert set(became) == {"created", "recorded only"}
    assert differences == []
    assert [each["FunctionConfig"]["Runtime"] for each in described] == ["cloudfront-js-2.0"] * 2
    assert rule["Host"] == platform.settings.domain
    assert (rule["Path"], rule["Query"], rule["StatusCode"]) == ("/#{path}", "#{query}", "HTTP_301")
