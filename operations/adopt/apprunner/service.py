"""One service of App Runner."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from config.values import images
from operations.adopt.draft import Draft, fargate_size, image_of, name_of, secret, variable
from operations.adopt.ledger import Node

_LISTENS = 8080
"""Port of a service that names none: docs.aws.amazon.com/apprunner/latest/api/
API_ImageConfiguration.html"""
_CPU, _MEMORY_MIB = 1024, 2048
"""Size of an instance of which nothing is said: API_InstanceConfiguration.html there."""
_WIDEST = 16
"""Most tasks that are planned for a range whose end is App Runner's default, 25, or above."""


@dataclass(frozen=True)
class Beside:
    """Other answers about services: their domains and their ranges of instances."""

    domains: Sequence[Node]
    scaling: Sequence[Node]
    alone: bool
    """There is one service, which answers at the domain itself."""


def translate(draft: Draft, root: Node, beside: Beside, environment: str) -> None:
    """Writes a service into the draft."""
    named = root.get("ServiceName")
    name = name_of(str(named.value)) if named else "app"
    to = f"services.{name}"
    if named:
        named.translated(to)
    program: dict[str, Any] = {"image": f"{name}:1.0.0", "port": _LISTENS, "routes": []}
    draft.sections["services"][name] = program
    source = root.get("SourceConfiguration", "ImageRepository")
    code = root.get("SourceConfiguration", "CodeRepository")
    if source:
        _image(source, program, to)
        _running(source.get("ImageConfiguration"), program, to)
    elif code:
        _code(code, program, to, name)
    else:
        root.lacks(f"{to}.image", "has no image: name the one that runs")
    _health(root, program, to)
    _size(root, program, to)
    _routes(root, program, to, name, beside)
    _range(root, draft.size(environment, name), beside, f"Pulumi.{environment}.yaml sizes.{name}")
    program["writable_paths"] = ["/tmp"]
    root.lacks(f"{to}.writable_paths", "its file system is read-only here: add where it writes")


def _image(source: Node, program: dict[str, Any], to: str) -> None:
    found = source.get("ImageIdentifier")
    if found is None:
        return
    reference = image_of(str(found.value))
    own = re.search(r"\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/(.+)$", reference)
    if own:
        reference = own[1].rpartition("/")[2]
        says = "its repository is the platform's now: push the image there (`make images-push`)"
        program["image"] = _versioned(reference)
        found.guessed(f"{to}.image", says)
    else:
        program["image"] = _versioned(reference)
        found.translated(f"{to}.image")
    kind = source.get("ImageRepositoryType")
    if kind:
        kind.translated(f"{to}.image")


def _versioned(reference: str) -> str:
    return reference if images.version(reference) else f"{reference}:latest"


def _code(code: Node, program: dict[str, Any], to: str, name: str) -> None:
    values = code.get("CodeConfiguration", "CodeConfigurationValues")
    program["build"] = {"context": "."}
    says = "App Runner built it from source: write a Dockerfile for `make images-release`"
    for key in ("RepositoryUrl", "SourceCodeVersion", "SourceDirectory"):
        if found := code.get(key):
            found.guessed(f"{to}.build", says)
    for key in ("Runtime", "BuildCommand"):
        if values and (found := values.get(key)):
            found.guessed(f"{to}.build", f"goes into the Dockerfile of {name}")
    origin = code.get("CodeConfiguration", "ConfigurationSource")
    if origin and origin.value == "API":
        origin.translated(f"{to}.build", "what the answer says is all that there is")
    _running(values, program, to)


def _running(node: Node | None, program: dict[str, Any], to: str) -> None:
    """Reads how it runs: App Runner says so in the same words for images and for code."""
    if node is None:
        return
    port = node.get("Port")
    if port and str(port.value).isdigit():
        program["port"] = int(port.value)
        port.translated(f"{to}.port")
    command = node.get("StartCommand")
    if command:
        program["command"] = shlex.split(str(command.value))
        command.translated(f"{to}.command")
    variables = node.get("RuntimeEnvironmentVariables")
    for each in variables.below() if variables else ():
        variable(each, each.key, each.value, program, to)
    secrets = node.get("RuntimeEnvironmentSecrets")
    for each in secrets.below() if secrets else ():
        origin = "Parameter Store" if ":ssm:" in str(each.value) else "Secrets Manager"
        secret(each, each.key, program, to, f"copy its value from {origin}")


def _health(root: Node, program: dict[str, Any], to: str) -> None:
    check = root.get("HealthCheckConfiguration")
    path, protocol = (check.get(key) if check else None for key in ("Path", "Protocol"))
    over_http = protocol is not None and str(protocol.value) == "HTTP"
    program["health_path"] = str(path.value) if path and over_http else "/"
    if protocol and not over_http:
        says = "App Runner asked whether the port is open; here this path must answer 200"
        protocol.guessed(f"{to}.health_path", says)
    elif protocol:
        protocol.translated(f"{to}.health_path")
    else:
        root.lacks(f"{to}.health_path", "/ is a guess: it must answer 200")
    if path:
        (path.translated if over_http else path.left_out)(
            f"{to}.health_path" if over_http else "it was not asked, as the check was of the port"
        )


def _size(root: Node, program: dict[str, Any], to: str) -> None:
    instance = root.get("InstanceConfiguration")
    cpu, memory = (instance.get(key) if instance else None for key in ("Cpu", "Memory"))
    wanted = _figure(cpu, "vCPU") or _CPU, _figure(memory, "GB") or _MEMORY_MIB
    program["cpu"], program["memory_mib"] = fargate_size(*wanted)
    said = f"{program['cpu']} and {program['memory_mib']} is the pair that Fargate offers"
    for each in (cpu, memory):
        if each:
            each.translated(f"{to}.cpu, memory_mib", said)
    role = instance.get("InstanceRoleArn") if instance else None
    if role:
        role.left_out("rights follow from `uses`; others are `uses.statements`, each with a reason")


def _figure(node: Node | None, unit: str) -> float | None:
    """Returns a size in CPU units or MiB, of a figure or of one such as `1 vCPU` and `2 GB`."""
    match = re.fullmatch(rf"([0-9.]+)( {unit})?", str(node.value)) if node else None
    return float(match[1]) * (1024 if match[2] else 1) if match else None


def _routes(root: Node, program: dict[str, Any], to: str, name: str, beside: Beside) -> None:
    public = root.get("NetworkConfiguration", "IngressConfiguration", "IsPubliclyAccessible")
    if public is not None and public.value is False:
        public.translated(f"{to}.routes", "none: programs name it under uses.services")
        return
    hosts = [] if beside.alone else [name]
    own = root.get("ServiceArn")
    for answer in beside.domains:
        arn = answer.get("ServiceArn")
        if own and arn and arn.value == own.value:
            hosts = _hosts(answer, to) or hosts
    route: dict[str, Any] = {"paths": ["/"], "auth": "none"}
    program["routes"] = [{"hosts": hosts, **route} if hosts else route]
    says = "everybody may call it, as before: write `auth: required` to check tokens"
    if public is not None:
        public.guessed(f"{to}.routes", says)
    else:
        root.lacks(f"{to}.routes", says)


def _hosts(answer: Node, to: str) -> list[str]:
    """Returns the labels of custom domains. The domain is the one below which most of them lie."""
    section = answer.get("CustomDomains")
    if section is None or not section.value:
        return []
    found = [each for each in section.below() if each.get("DomainName")]
    names = {str(each.value["DomainName"]): each for each in found}
    domain = max(
        names,
        default="",
        key=lambda each: (sum(n.endswith(each) for n in names), -len(each)),
    )
    hosts: list[str] = []
    for text, each in names.items():
        label = "@" if text == domain else text.removesuffix(f".{domain}")
        if not re.fullmatch(r"@|[a-z0-9](-?[a-z0-9])*", label):
            each.left_out(f"lies not right below {domain}: an environment has one domain here")
            continue
        hosts.append(label)
        each.guessed(f"{to}.routes[].hosts", f"a label below {domain}: give that as --domain")
        if label == "@" and each.value.get("EnableWWWSubdomain"):
            hosts.append("www")
    return hosts


def _range(root: Node, size: dict[str, Any], beside: Beside, to: str) -> None:
    summary = root.get("AutoScalingConfigurationSummary")
    arn = summary.get("AutoScalingConfigurationArn") if summary else None
    for each in beside.scaling:
        same = each.get("AutoScalingConfigurationArn")
        if not (arn and same and same.value == arn.value):
            continue
        low, high = each.get("MinSize"), each.get("MaxSize")
        if low and high:
            size["tasks_min"] = max(int(low.value), 2)
            size["tasks_max"] = max(min(int(high.value), _WIDEST), size["tasks_min"])
            low.guessed(f"{to}: tasks_min", "two at least: one in each of two zones")
            high.guessed(f"{to}: tasks_max", f"{_WIDEST} at most, until somebody needs more")
        requests = each.get("MaxConcurrency")
        if requests:
            requests.left_out(
                "App Runner counts requests at a time; `scale_cpu_percent` and "
                "`scale_requests_per_target`, a rate by the minute, add tasks here"
            )
        same.translated(to)
    if summary and not size:
        summary.left_out(
            "has no figures: add the answer of `aws apprunner describe-auto-scaling-configuration` "
            "to the command, or write tasks_min and tasks_max"
        )
