"""Root's power in the containers of the environment on Docker."""

from typing import Any

from tests.factories import make_local_platform
from tests.stacks.local_stack import CONTAINER, PROGRAMS, build, deployed

# As an engine reports them, whatever it was told: without the prefix each refresh would replace.
DROPPED = [
    "CAP_AUDIT_WRITE",
    "CAP_FSETID",
    "CAP_MKNOD",
    "CAP_NET_RAW",
    "CAP_SETFCAP",
    "CAP_SETPCAP",
    "CAP_SYS_CHROOT",
]


def orders(name: str = "orders", **changes: Any) -> dict[str, Any]:
    platform = make_local_platform(workload={"services": {"orders": changes}})
    return dict(deployed(platform).one(CONTAINER, name).inputs)


def labels(inputs: dict[str, Any]) -> dict[str, str]:
    return {each["label"]: each["value"] for each in inputs["labels"]}


def test_every_container_has_less_than_root_and_gets_no_more() -> None:
    found = build().all(CONTAINER)
    assert {each.name for each in found} > {*PROGRAMS, "database", "gateway", "objects-setup"}
    for each in found:
        assert each.inputs["securityOpts"] == ["no-new-privileges:true"], each.name
        assert each.inputs["capabilities"] == {"drops": DROPPED}, each.name


def test_a_program_keeps_what_it_says_and_so_does_its_migration() -> None:
    for name in ("orders", "orders-migration"):
        made = orders(name, user="1000:1000", capabilities=[])
        assert made["capabilities"] == {"drops": ["ALL"]}
        assert made["user"] == "1000:1000"


def test_a_user_that_is_taken_out_replaces_the_container() -> None:
    """Docker's provider sees no difference between none and the one that there was."""
    assert labels(orders(user="1000"))["plinth.user"] == "1000"
    without = orders()
    assert "user" not in without
    assert "plinth.user" not in labels(without)
