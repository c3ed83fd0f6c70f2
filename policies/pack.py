"""The rules as a CrossGuard pack, which the Pulumi CLI's engine asks while it plans."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy import Severity as PolicySeverity
from pulumi_policy.deserialize import serialize_properties

from policies.judging import Violation, faults_of
from policies.node import Node
from policies.resources import Resource, Stack, default_tags_of
from policies.rule import Rule
from policies.waivers import Waiver

_Report = Callable[[Rule, Resource, ReportViolation], None]


def policies_of(rules: Sequence[Rule], waivers: Sequence[Waiver]) -> list[Policy]:
    """Returns each rule as a policy of the engine, without the violations that are waived."""

    def report(rule: Rule, resource: Resource, tell: ReportViolation) -> None:
        for fault in faults_of(rule, resource)[0] if rule.concerns(resource) else ():
            violation = Violation(rule, resource.urn, resource.title, fault)
            if not any(waiver.covers(violation) for waiver in waivers):
                tell(f"{resource.title}: {violation.says}; {rule.remedy}", resource.urn)

    return [
        _about_stack(rule, report) if rule.looks_around else _about_resource(rule, report)
        for rule in rules
    ]


def _about_resource(rule: Rule, report: _Report) -> Policy:
    def validate(args: ResourceValidationArgs, tell: ReportViolation) -> None:
        report(rule, _resource(args, {}, Stack()), tell)

    return ResourceValidationPolicy(validate=validate, **_told(rule))


def _about_stack(rule: Rule, report: _Report) -> Policy:
    def validate(args: StackValidationArgs, tell: ReportViolation) -> None:
        resources: dict[str, Resource] = {}
        stack = Stack(resources)
        for each in args.resources:
            references = {
                key: tuple(other.urn for other in others)
                for key, others in each.property_dependencies.items()
            }
            resources[each.urn] = _resource(each, references, stack)
        for resource in stack:
            report(rule, resource, tell)

    return StackValidationPolicy(validate=validate, **_told(rule))


def _told(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "description": rule.description,
        "enforcement_level": EnforcementLevel.MANDATORY,
        "severity": PolicySeverity(str(rule.severity)),
        "remediation_steps": rule.remedy,
        "framework": PolicyComplianceFramework(
            name=rule.control.framework, specification=rule.control.id
        ),
    }


def _resource(
    given: ResourceValidationArgs | PolicyResource,
    references: Mapping[str, tuple[str, ...]],
    stack: Stack,
) -> Resource:
    provider = given.provider
    return Resource(
        content=_plain(given.props),
        urn=given.urn,
        type=given.resource_type,
        references=references,
        default_tags=default_tags_of(Node(_plain(provider.props))) if provider else {},
        stack=stack,
    )


def _plain(properties: Any) -> Any:
    """Returns properties with the engine's marks in place of the SDK's proxies, which would raise
    at unknown values, and with whole numbers as such."""
    return _whole(serialize_properties(properties))


def _whole(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
