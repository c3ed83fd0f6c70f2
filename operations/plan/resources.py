"""The resources of a plan document, and which of them a value refers to.

A document of Plinth's refers by `${ec2.SecurityGroup orders.id}`, a state by the ID or ARN itself.
Whoever asks here sees no difference.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from engine.values import UNKNOWN
from operations.errors import OperationError
from operations.plan import standing
from operations.plan.differences import opened
from operations.plan.document import Document, read, references
from operations.plan.existing import parts

_REFERENCE = re.compile(r"\$\{([\w-]+\.\w+) ([^{}$]+)\.(\w+)(?:\[\d+\])?\}")
_NAMED_BY = (
    "id",
    "arn",
    "name",
    "identifier",
    "clusterIdentifier",
    "url",
    "bucket",
    "bucketRegionalDomainName",
    "dnsName",
    "domainName",
)
"""Outputs whose value other resources give to say which one they mean."""
_TELLING = ("vpc.SecurityGroupIngressRule", "vpc.SecurityGroupEgressRule", "iam.RolePolicy")
"""Types that say nothing while their references are unknown."""


@dataclass(frozen=True, eq=False)
class Resource:
    """One resource that is to exist."""

    urn: str
    kind: str
    """Type as references write it: `ec2.SecurityGroup`."""
    name: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any] = field(default_factory=dict)
    """ID and outputs, where the document is a state's."""
    given: bool = False
    """True for what another owner made, such as a VPC or a certificate: the settings give its ID
    or ARN, and what else is true of it is in no plan."""

    def __str__(self) -> str:
        """Returns the name by which people call it: `ec2.SecurityGroup orders`."""
        return f"{self.kind} {self.name}"

    def opened(self, key: str) -> Any:
        """Returns an input, as its content if it is JSON."""
        return opened(self.inputs.get(key))

    def document(self, key: str = "policy") -> Mapping[str, Any]:
        """Returns an input that holds a policy or another JSON object; empty if it holds none."""
        content = self.opened(key)
        return content if isinstance(content, Mapping) else {}


class Resources:
    """Every AWS resource of a document, in its order, and those of Docker apart. What another owner
    made is found as well, but is not among all: nothing of it is made or paid here."""

    def __init__(self, document: Document) -> None:
        self.document = document
        known, outputs = references(document), standing.outputs(document) or {}
        self.all: list[Resource] = []
        self.docker: list[Resource] = []
        """The resources of a stack on Docker, such as `docker.Container`. They have no policies and
        no security groups, so whoever reads all of AWS's does not meet them."""
        self.config: Mapping[str, Any] = document.get("config") or {}
        """The stack's configuration; empty where the document is a state's."""
        self.region = ""
        """Region of the provider, in which a resource stands that names none."""
        self.given: list[Resource] = []
        """What another owner made, and the settings name."""
        self._parents: dict[str, str] = {}
        for step in document["steps"]:
            urn, state = step["urn"], step.get("newState")
            type_ = urn.split("::")[2].rpartition("$")[2]
            if state is None or step.get("op") == "delete":
                continue
            self._parents[urn] = state.get("parent") or ""
            provider = type_.partition(":")[0]
            if type_ == "pulumi:providers:aws":
                self.region = self.region or (state.get("inputs") or {}).get("region", "")
            for each in parts(type_, urn, state.get("inputs") or {}):
                self.given.append(Resource(*each, {}, given=True))
            if provider not in ("aws", "docker"):
                continue
            _, module, kind = type_.split(":")
            found, room = self.all, module.partition("/")[0]
            if provider == "docker":
                found, room = self.docker, provider
            found.append(
                Resource(
                    urn=urn,
                    kind=f"{room}.{kind}",
                    name=urn.split("::", 3)[3],
                    inputs={**(state.get("inputs") or {}), **known.get(urn, {})},
                    outputs=outputs.get(urn, {}),
                )
            )

    def of(self, *kinds: str) -> list[Resource]:
        """Returns the resources of these types."""
        return [each for kind in kinds for each in self._by_kind.get(kind, [])]

    def get(self, urn: str) -> Resource | None:
        """Returns the resource of a URN."""
        return self._by_urn.get(urn)

    def component(self, urn: str) -> str:
        """Returns the name of the component at the top that owns a resource, or of the resource
        itself if none does."""
        above = self._parents.get(urn, "")
        while above and "::pulumi:pulumi:Stack::" not in above:
            urn, above = above, self._parents.get(above, "")
        return urn.split("::", 3)[3]

    def referred(self, value: Any, kind: str) -> list[Resource]:
        """Returns the resources of a type that a value names, also inside of lists."""
        found = {}
        for text in _texts(value):
            for match in _REFERENCE.finditer(text):
                if match[1] == kind and (each := self._by_name.get((kind, match[2]))):
                    found[each.urn] = each
            if each := self._by_value.get((kind, text)):
                found[each.urn] = each
        return list(found.values())

    def readable(self, text: str) -> str:
        """Returns a text with references in place of the ARNs of resources that stand."""
        if not self._arns or "arn:" not in text:
            return text
        return self._arn.sub(lambda match: self._arns[match[0]], text)

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """The settings of the stack that the document was made from. Empty for a state, which does
        not hold them."""
        for key, value in self.config.items():
            if key.endswith(":settings"):
                found = opened(value)
                return found if isinstance(found, Mapping) else {}
        return {}

    @property
    def _found(self) -> list[Resource]:
        return [*self.all, *self.given]

    @cached_property
    def _by_kind(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for each in self._found:
            found.setdefault(each.kind, []).append(each)
        return found

    @cached_property
    def _by_urn(self) -> dict[str, Resource]:
        return {each.urn: each for each in self._found}

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Resource]:
        # A reference gives no more than type and name, so the first of a name is meant.
        return {(each.kind, each.name): each for each in reversed(self._found)}

    @cached_property
    def _by_value(self) -> dict[tuple[str, str], Resource]:
        """The resources by what names them, in a state or by a physical name that the program
        chose."""
        found: dict[tuple[str, str], Resource] = {}
        for each in self._found:
            for key in _NAMED_BY:
                for value in (each.outputs.get(key), each.inputs.get(key)):
                    if isinstance(value, str) and value:
                        found.setdefault((each.kind, value), each)
        return found

    @cached_property
    def _arns(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for each in self._found:
            arn = (each.inputs if each.given else each.outputs).get("arn")
            if isinstance(arn, str) and arn.startswith("arn:"):
                found.setdefault(arn, f"${{{each}.arn}}")
        return found

    @cached_property
    def _arn(self) -> re.Pattern[str]:
        # The longest comes first: one bucket's ARN may begin another's.
        longest = sorted(self._arns, key=len, reverse=True)
        return re.compile(rf"(?:{'|'.join(map(re.escape, longest))})(?![\w-])")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, Iterable):
        for item in value:
            yield from _texts(item)


def from_file(file: Path, stack: str | None = None, *, empty: bool = False) -> Resources:
    """Returns the resources of a document or state. Raises OperationError if it is of another
    stack, if it has no resource unless it may be empty, and if its values are not known, as in a
    document of the CLI."""
    document = read(file)
    _check_content(document, file, stack, empty=empty)
    found = Resources(document)
    if UNKNOWN in json.dumps([each.inputs for each in found.of(*_TELLING)]):
        raise OperationError(
            "does not say which resources its values refer to",
            file=file,
            remedy="write it with `make preview JSON=FILE`, or what stands with `pulumi stack "
            "export > FILE`",
        )
    return found


def _check_content(document: Document, file: Path, stack: str | None, *, empty: bool) -> None:
    urns = [str(step["urn"]) for step in document["steps"]]
    if not empty and all(urn.split("::")[2:3] == ["pulumi:pulumi:Stack"] for urn in urns):
        raise OperationError(
            "has no resource, so there is nothing to show",
            file=file,
            remedy="give the plan or the state of a stack that has some",
        )
    stacks = {urn.split("::")[0].rpartition(":")[2] for urn in urns}
    if stack and stacks and stack not in stacks:
        raise OperationError(
            f"is of the stack {', '.join(sorted(stacks))}, not of {stack}",
            file=file,
            remedy=f"give a file of {stack}, or say another --stack",
        )


def of_stack(folder: Path, stack: str) -> Resources:
    """Returns the resources that the program would create for a stack."""
    from engine import ProgramError
    from operations.plan.document import build
    from operations.plan.preview import run_for_references

    try:
        return Resources(build(run_for_references(folder, stack)))
    except ProgramError as error:
        raise OperationError(str(error)) from None


def from_stack_or_file(folder: Path, stack: str | None, file: Path | None) -> Resources:
    """Returns the resources of a file if one is given, else those of the stack. Raises
    OperationError if neither is."""
    if file is not None:
        return from_file(file, stack)
    if stack is None:
        raise OperationError("the stack is missing", remedy="say which: --stack prod")
    return of_stack(folder, stack)
