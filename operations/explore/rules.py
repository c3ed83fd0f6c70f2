"""Rights of the plan for the page: each role and policy with its statements, causes and reasons."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from operations.explore.access import Holder, Thing, things
from operations.explore.texts import Texts
from operations.plan import Resources
from operations.rights import Causes, Grant, Role, of_resources, roles


class Rules:
    """Roles, policies and things of a plan, in the page's compact form."""

    def __init__(
        self, resources: Resources, folder: Path | None, numbers: dict[str, int], texts: Texts
    ) -> None:
        self._numbers, self._texts = numbers, texts
        self.roles = roles(resources, Causes(resources, folder))
        self.policies = of_resources(resources)
        self.things = things(resources, self.roles, self.policies)

    def as_json(self) -> dict[str, Any]:
        """Returns everything for the page."""
        return {
            "roles": [self._role(each) for each in self.roles],
            "policies": [self._role(each) for each in self.policies],
            "things": [self._thing(each) for each in self.things],
        }

    def _role(self, role: Role) -> dict[str, Any]:
        return {
            "program": role.program,
            "purpose": role.purpose,
            "is": self._numbers[role.owner.urn],
            "rights": [
                {
                    **self._grant(right.grant),
                    "why": self._all([cause.said for cause in right.causes]),
                    "reasons": self._all(
                        f"{pattern}: {reason or 'has no reason'}"
                        for pattern, reason in right.wildcards.items()
                    ),
                }
                for right in role.rights
            ],
        }

    def _thing(self, thing: Thing) -> dict[str, Any]:
        return {
            "is": self._numbers[thing.resource.urn],
            "asked": [
                {
                    "verb": each.verb,
                    "actions": each.actions,
                    "who": [self._holder(holder) for holder in each.holders],
                }
                for each in thing.questions
            ],
            "limits": [self._grant(each) for each in thing.limits],
        }

    def _holder(self, holder: Holder) -> dict[str, Any]:
        return {
            "who": self._texts.number(holder.who),
            "program": holder.program,
            "why": self._all(holder.because),
            **self._grant(holder.grant),
        }

    def _grant(self, grant: Grant) -> dict[str, Any]:
        statement = grant.statement
        return {
            "allows": int(statement.allows),
            "callers": self._all(statement.principals.patterns) if statement.principals else [],
            "actions": self._all(statement.actions.patterns),
            "on": self._all(statement.resources.patterns),
            "but": [int(statement.actions.other_than), int(statement.resources.other_than)],
            "if": [
                [self._texts.number(f"{operator} {key}"), self._all(values)]
                for operator, key, values in statement.conditions
            ],
            "by": self._numbers[grant.source.urn],
            "of": self._numbers[grant.owner.urn],
        }

    def _all(self, given: Sequence[str] | Any) -> list[int]:
        return [self._texts.number(each) for each in given]
