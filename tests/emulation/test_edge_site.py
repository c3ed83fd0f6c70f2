"""A site behind the edge comes up in an emulated AWS, and nothing differs afterwards."""

from collections import Counter

from emulation.emulation import emulate_function
from stacks import cloud
from tests.stacks import example
from tests.stacks.workload_edits import SITE


def test_a_site_comes_up() -> None:
    [edit] = SITE.values()
    platform = example.platform(workload=edit.workload)

    def program() -> None:
        cloud.build(platform)

    with emulate_function(program, stack=example.STACK) as emulation:
        became = Counter(attempt.became for attempt in emulation.attempts)
        differences = emulation.differences()
        described = emulation.account.client("cloudfront", "us-east-1").list_functions()[
            "FunctionList"
        ]["Items"]
    assert set(became) == {"created", "recorded only"}
    assert differences == []
    assert [each["FunctionConfig"]["Runtime"] for each in described] == ["cloudfront-js-2.0"]
