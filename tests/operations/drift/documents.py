"""Documents of `pulumi refresh --preview-only --json` in the shape in which the CLI 3.260 prints
them."""

from typing import Any

URN = "urn:pulumi:prod::shop::shop:a:A$"
QUEUE = {
    "visibilityTimeoutSeconds": 60,
    "policy": '{"Statement": [{"Sid": "A", "Action": ["sqs:A", "sqs:B"], "Resource": "*"}]}',
    "tags": {"team": "orders"},
    "__defaults": [],
}
PROVIDER = {
    "region": "eu-central-1",
    "defaultTags": '{"tags": {"project": "shop", "stack": "prod", "owner": "platform"}}',
}


def step(
    name: str,
    type_: str,
    inputs: dict[str, Any],
    *,
    found: dict[str, Any] | None = None,
    outputs: dict[str, Any] | None = None,
    paths: tuple[str, ...] | None = None,
    op: str = "refresh",
    **state: Any,
) -> dict[str, Any]:
    """A resource with its declared inputs and, if they differ, those found."""
    urn = f"{URN}{type_}::{name}"
    known = {"arn": f"arn:aws:x:eu-central-1:111122223333:{name}-prod-1a2b3c"}
    old = {
        "urn": urn,
        "custom": True,
        "id": f"{name}-prod-1a2b3c",
        "type": type_,
        "inputs": inputs,
        "outputs": {**inputs, **known, **(outputs or {})},
        **state,
    }
    given = {key: value for key, value in (found or {}).items() if key in inputs}
    new = {
        **old,
        "inputs": {**inputs, **given},
        "outputs": {**old["outputs"], **(found or {})},
    }
    diff = {path: {"kind": "update", "inputDiff": True} for path in paths or ()}
    return {
        "op": op,
        "urn": urn,
        "oldState": old,
        **({} if op == "delete" else {"newState": new}),
        "detailedDiff": diff or None,
    }


def queue(name: str = "jobs", **options: Any) -> dict[str, Any]:
    """A queue."""
    return step(name, "aws:sqs/queue:Queue", QUEUE, **options)


def changed(*paths: str, name: str = "jobs", **found: Any) -> dict[str, Any]:
    """A queue of which the provider minds the values at paths."""
    return queue(name, found=found, paths=paths, op="update")


def document(*steps: dict[str, Any], **others: Any) -> dict[str, Any]:
    """A document with a provider and a component beside these steps."""
    provider = step("aws", "pulumi:providers:aws", PROVIDER)
    component = step("a", "shop:a:A", {}, custom=False)
    every = [provider, component, *steps]
    summary: dict[str, int] = {}
    for each in every:
        word = {"refresh": "same"}.get(each["op"], each["op"])
        summary[word] = summary.get(word, 0) + 1
    return {"config": {}, "steps": every, "duration": 1, "changeSummary": summary, **others}
