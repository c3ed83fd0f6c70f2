"""Security: what protects each environment, the rules that all keep to, and secrets by name."""

from collections.abc import Iterator
from datetime import date

from config import CloudPlatform
from config.workload import variable
from operations.errors import OperationError
from operations.infrastructure.markdown import (
    bullets,
    counted,
    folded,
    joined,
    link,
    part,
    quoted,
    table,
)
from operations.infrastructure.project import Environment, Project
from planning import facts
from policies import RULES, waivers

_POLICIES = "docs/generated/policies.md"


def together(project: Project) -> str:
    """Returns the protections side by side, secrets, and rules."""
    return joined(
        project.compared(
            "What",
            (
                ("Who may come in", _way_in),
                ("Between programs", _between),
                ("Rights of a program", _rights),
                ("Encryption keys", _keys),
                ("Passwords", _passwords),
                ("Shells in tasks", _shells),
                ("Deletion protection", _protection),
                ("TLS", _tls),
            ),
        ),
        part("Secrets", _secrets(project)),
        part("Rules and constraints", _all_rules(project)),
        part("Rules of production that are lifted", _lifted(project)),
    )


def alone(_project: Project, environment: Environment) -> str:
    """Returns the secrets that stand in one environment."""
    rows = [
        (
            f"`{each.inputs.get('name') or each.name}`",
            str(each.inputs.get("description") or ""),
        )
        for each in environment.resources.of("secretsmanager.Secret")
    ]
    return part("Secrets of this environment", table(("Secret", "Holds"), rows))


def _way_in(environment: Environment) -> str:
    if environment.local:
        return "this machine only (127.0.0.1)"
    balancer = environment.one("lb.LoadBalancer")
    if balancer is None:
        return "nobody"
    if environment.one("cloudfront.Distribution"):
        return "HTTPS at CloudFront" + (
            ", behind a firewall" if environment.one("wafv2.WebAcl") else ""
        )
    return "HTTPS at the load balancer" + (
        ", behind a firewall" if environment.one("wafv2.WebAcl") else ""
    )


def _between(environment: Environment) -> str:
    if environment.local:
        return "a network for each part, joined by those that use it"
    groups = sum(not each.given for each in environment.resources.of("ec2.SecurityGroup"))
    encrypted = any(
        each.get("tls")
        for service in environment.resources.of("ecs.Service")
        for each in (service.inputs.get("serviceConnectConfiguration") or {}).get("services") or ()
    )
    way = "; calls by TLS, with certificates of an authority of their own" if encrypted else ""
    return f"{counted(groups, 'security group')}: only what `uses` names{way}"


def _rights(environment: Environment) -> str:
    if environment.local:
        return ""
    return f"an IAM role of its own; `make rights STACK={environment.stack}` lists each right"


def _keys(environment: Environment) -> str:
    keys = environment.resources.of("kms.Key")
    if not keys:
        return ""
    turned = sum(bool(each.inputs.get("enableKeyRotation")) for each in keys)
    others = sum(each.given for each in keys)
    said = f"{counted(len(keys), 'key')} of KMS, {turned} rotated by AWS"
    return f"{said}, {others} of another owner" if others else said


def _passwords(environment: Environment) -> str:
    if environment.local:
        return "made by the stack, in its state"
    days = {
        (each.inputs.get("rotationRules") or {}).get("automaticallyAfterDays")
        for each in environment.resources.of("secretsmanager.SecretRotation")
    }
    rotated = "".join(f"; the master's every {each} days" for each in sorted(filter(None, days)))
    return f"made inside AWS, nobody sees one{rotated}"


def _shells(environment: Environment) -> str:
    if environment.local:
        return "`make shell SERVICE=...`"
    return "allowed and recorded" if environment.platform.settings.services.exec else "forbidden"


def _protection(environment: Environment) -> str:
    return "of all data" if environment.platform.settings.protect else "none"


def _tls(environment: Environment) -> str:
    if environment.local:
        return "at the gateway"
    return "1.2 or newer from outside, and to database, cache and buckets"


def _secrets(project: Project) -> str:
    rows = sorted(_entered(project))
    stack = project.environments[-1].stack
    entered = joined(
        f"Entered by a person, once for each environment: `make secret STACK={stack} NAME=...`.",
        table(("Secret", "Used by", "Variable"), rows),
    )
    made = [
        f"`{each.stack}`: {counted(number, 'secret')} with passwords of databases and cache, made "
        "and changed inside AWS"
        for each in project.environments
        if (
            number := sum(
                found.name not in _known(each)
                for found in each.resources.of("secretsmanager.Secret")
            )
        )
    ]
    if not rows:
        return joined("No program uses a secret that a person enters.", bullets(made))
    return joined(entered, bullets(made))


def _entered(project: Project) -> Iterator[tuple[str, str, str]]:
    users: dict[str, list[str]] = {}
    for each in project.workload.programs():
        beside = [name for s in each.program.sidecars.values() for name in s.secrets]
        for name in dict.fromkeys([*each.program.uses.secrets, *beside]):
            users.setdefault(name, []).append(each.name)
    for name, programs in users.items():
        yield f"`{name}`", quoted(programs), f"`{variable(name)}`"
    for key in sorted(
        {key for e in project.workload.programs() for key in e.program.uses.signing_keys}
    ):
        signers = [
            e.name for e in project.workload.programs() if key in e.program.uses.signing_keys
        ]
        yield f"`{key}-<generation>`", quoted(signers), f"`{variable(key)}_SIGNING_KEY`"


def _known(environment: Environment) -> list[str]:
    """Returns the names of the secrets that people enter in an environment."""
    platform = environment.platform
    return facts.entered_secrets(platform) if isinstance(platform, CloudPlatform) else []


def _all_rules(project: Project) -> str:
    by_severity: dict[str, list[tuple[str, str, str]]] = {}
    for rule in sorted(RULES, key=lambda each: -each.severity):
        scope = " In production." if rule.production_only else ""
        row = (f"`{rule.name}`", f"{rule.description}{scope}", str(rule.control))
        by_severity.setdefault(str(rule.severity), []).append(row)
    columns = ("Rule", "Says", "Control")
    first, *others = by_severity.items()
    accepted = [
        (f"`{each.policy}`", f"`{each.resource}`", each.owner, each.reason, f"{each.until}")
        for each in _waived(project)
    ]
    return joined(
        f"{counted(len(RULES), 'rule')} hold for every environment, by "
        f"{link('their list', _POLICIES)} with remedies; a plan that breaks one is told by "
        "`make policies`. The critical ones:",
        table(columns, first[1]),
        *(folded(f"{len(rows)} of severity {name}", table(columns, rows)) for name, rows in others),
        joined(
            "Accepted for a while, by `config/waivers.yaml`:",
            table(("Rule", "Of", "Owner", "Reason", "Until"), accepted),
        )
        if accepted
        else "Nothing is accepted against a rule (`config/waivers.yaml`).",
    )


def _lifted(project: Project) -> str:
    rows = [
        (f"`{key}`", each.stack, rule.reason, f"{rule.until}")
        for each in project.environments
        if (production := each.platform.settings.production)
        for key, rule in production.without.items()
    ]
    return table(("Rule", "Environment", "Reason", "Until"), rows)


def _waived(project: Project) -> tuple[waivers.Waiver, ...]:
    try:
        # A page says what the file says on any day, so no waiver is past here.
        return waivers.read(project.folder, date.min)
    except waivers.WaiverError as error:
        raise OperationError(str(error)) from None
