"""The shop's plans as documents, which tests change by hand to open holes in them."""

import json
import re
from typing import Any

from operations.plan import Resources
from tests.documents import document_in
from tests.factories import SHOP


class Plan:
    """A plan of the shop that a test may change."""

    def __init__(self, stack: str = "prod") -> None:
        self.document = document_in(SHOP, stack)

    def resources(self) -> Resources:
        """What the plan says now."""
        return Resources(self.document)

    def change(self, kind: str, name: str, **inputs: Any) -> None:
        """Sets inputs of one resource: `change("rds.Instance", "database", port=1)`; None removes
        one."""
        kept = self._state(kind, name)["inputs"]
        kept.update(inputs)
        for key in [key for key, value in inputs.items() if value is None]:
            del kept[key]

    def inputs(self, kind: str, name: str) -> dict[str, Any]:
        """The inputs of one resource, to be changed in place."""
        inputs: dict[str, Any] = self._state(kind, name)["inputs"]
        return inputs

    def add(self, kind: str, name: str, **inputs: Any) -> None:
        """Adds a resource of the team's own."""
        module, _, type_ = kind.partition(".")
        token = f"aws:{module}/{type_[0].lower()}{type_[1:]}:{type_}"
        urn = f"urn:pulumi:prod::shop::{token}::{name}"
        state = {"urn": urn, "type": token, "inputs": inputs}
        self.document["steps"].append({"op": "create", "urn": urn, "newState": state})

    def remove(self, kind: str, name: str) -> None:
        """Removes one resource."""
        state = self._state(kind, name)
        steps = self.document["steps"]
        self.document["steps"] = [step for step in steps if step["newState"] is not state]

    def _state(self, kind: str, name: str) -> dict[str, Any]:
        (found,) = [each for each in self.resources().of(kind) if each.name == name]
        (state,) = [step["newState"] for step in self.document["steps"] if step["urn"] == found.urn]
        assert isinstance(state, dict)
        return state


_REFERENCE = re.compile(r"\$\{([\w-]+\.\w+) ([^{}$]+)\.(\w+)(?:\[\d+\])?\}")


def exported(plan: Plan) -> dict[str, Any]:
    """The state after `up` of a plan: AWS's own IDs and ARNs stand where references were."""
    account = "eu-central-1:111122223333"
    # Policies write the ARN of a log group as text, for the program tells it beforehand.
    given: dict[tuple[str, str], dict[str, str]] = {
        (each.kind, each.name): {"arn": f"arn:aws:logs:{account}:log-group:{each.inputs['name']}"}
        for each in plan.resources().of("cloudwatch.LogGroup")
    }

    def real(match: re.Match[str]) -> str:
        kind, name, key = match.groups()
        value = f"{kind.rpartition('.')[2].lower()}-{name}-0a1b2c"
        if key == "arn":
            value = f"arn:aws:{kind.partition('.')[0]}:{account}:{value}"
        elif key not in ("id", "name"):
            value += f"/{key}"
        return given.setdefault((kind, name), {}).setdefault(key, value)

    document = json.loads(_REFERENCE.sub(real, json.dumps(plan.document)))
    resources = []
    for step in document["steps"]:
        state = step["newState"]
        urn = step["urn"]
        _, module, kind = (state["type"] if ":" in state["type"] else "::").split(":")
        outputs = given.get((f"{module.partition('/')[0]}.{kind}", urn.split("::", 3)[3]), {})
        resources.append(
            {**state, "urn": urn, "custom": True, "id": outputs.get("id", ""), "outputs": outputs}
        )
    return {"version": 3, "deployment": {"manifest": {}, "resources": resources}}
