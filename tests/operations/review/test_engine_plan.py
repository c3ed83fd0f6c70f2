"""The engine's own plan against the real state is judged like the offline one."""

from typing import Any

from operations.plan import compare
from operations.review import engine_plan
from operations.review.grading import graded

URN = "urn:pulumi:prod::shop::aws:sqs/queue:Queue::"


def step(op: str, name: str, old: Any = None, new: Any = None, **more: Any) -> dict[str, Any]:
    sides = {
        key: {"custom": True, "inputs": value}
        for key, value in (("oldState", old), ("newState", new))
        if value is not None
    }
    return {"op": op, "urn": URN + name, **sides, **more}


ENGINE = {
    "steps": [
        step("same", "same", {"name": "s"}, {"name": "s"}),
        step("update", "slow", {"delaySeconds": 0}, {"delaySeconds": 5}),
        step(
            "create-replacement", "jobs", {"tags": {}}, {"tags": {"a": "b"}}, replaceReasons=["x"]
        ),
        step("replace", "jobs", {"tags": {}}, {"tags": {"a": "b"}}, replaceReasons=["x"]),
        step("delete-replaced", "jobs", {"tags": {}}),
        step("delete", "gone", {"name": "g"}),
        step("create", "new", None, {"name": "n"}),
    ]
}


def test_each_operation_is_judged() -> None:
    found = {item.change.name: item for item in graded(engine_plan.compared(ENGINE))}
    assert {name: item.change.kind for name, item in found.items()} == {
        "slow": "updated",
        "jobs": "replaced",
        "gone": "deleted",
        "new": "created",
    }
    assert str(found["jobs"].grade) == "data loss"
    assert found["jobs"].change.replaced_by == ("x",)


def test_the_difference_to_the_offline_plan_is_named() -> None:
    before = {"steps": [step("create", name, None, {"name": name}) for name in ("slow", "old")]}
    after = {"steps": [step("create", "slow", None, {"name": "slower"}), before["steps"][1]]}
    offline = compare(before, after, before_file="base")
    [more] = engine_plan.differing(offline, engine_plan.compared(ENGINE))[:1]
    assert "Only the engine changes" in more
    assert "gone" in more
    other = engine_plan.compared({"steps": [step("same", "slow", {"a": 1}, {"a": 1})]})
    assert "nothing is left to do" in engine_plan.differing(offline, other)[0]
    assert "same resources" in engine_plan.differing(offline, offline)[0]
