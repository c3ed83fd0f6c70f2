"""Flows by AWS's API: what the roles of programs and functions may do with data and messages."""

from collections.abc import Iterator
from dataclasses import dataclass

from operations.plan import Resource
from operations.rights import Grant, grants
from operations.topology.model import Flow, FlowKind, Node
from operations.topology.reading.frames import Frames


@dataclass(frozen=True)
class _Verb:
    """One action that says what flows."""

    action: str
    said: str
    kind: FlowKind = "data"
    inward: bool = False
    """True if the program takes what flows, so that the arrow ends at it."""


_VERBS = {
    "sqs.Queue": (
        _Verb("sqs:SendMessage", "sends", "message"),
        _Verb("sqs:ReceiveMessage", "receives", "message", inward=True),
    ),
    "sns.Topic": (_Verb("sns:Publish", "publishes", "message"),),
    "sesv2.EmailIdentity": (_Verb("ses:SendEmail", "sends mail", "message"),),
    "appconfig.Environment": (_Verb("appconfig:GetLatestConfiguration", "reads flags"),),
    "cognito.UserPool": (
        _Verb("cognito-idp:AdminGetUser", "reads users"),
        _Verb("cognito-idp:AdminCreateUser", "manages users"),
    ),
    "opensearch.Domain": (
        _Verb("es:ESHttpGet", "searches"),
        _Verb("es:ESHttpPut", "writes"),
    ),
    "s3.Bucket": (
        _Verb("s3:GetObject", "reads"),
        _Verb("s3:PutObject", "writes"),
    ),
    "secretsmanager.Secret": (
        _Verb("secretsmanager:GetSecretValue", "reads"),
        _Verb("secretsmanager:PutSecretValue", "writes"),
    ),
}
_TRACES = "xray:PutTraceSegments"
_ROLES = ("taskRoleArn", "executionRoleArn")


def draw(frames: Frames) -> None:
    """Adds a flow for each thing that a program or function may use by its roles."""
    users = _users(frames)
    for grant in grants(frames.resources):
        if grant.is_of_role and grant.statement.allows:
            for user in users.get(grant.owner.urn, []):
                if grant.statement.actions.has(_TRACES):
                    _traces(frames, grant, user)
                for flow in _flows(frames, grant, user):
                    frames.canvas.flow(flow)


def _traces(frames: Frames, grant: Grant, user: str) -> None:
    """Adds the place of a program's traces. The platform's functions write some too, which are no
    part of what programs do."""
    if not grant.statement.actions.has("*") and frames.canvas.node_of(user).kind != "function":
        group = frames.area(grant.owner, "traces", "Traces")
        node = frames.canvas.node(Node("traces", "other", "traces (X-Ray)", "Traces", group))
        frames.canvas.flow(Flow(user, node, "data", ("traces",), (), (str(grant.source),)))


def _users(frames: Frames) -> dict[str, list[str]]:
    """Returns the nodes that act in each role. A one-off task acts as its service, and is told
    with it."""
    found: dict[str, list[str]] = {}
    resources, canvas = frames.resources, frames.canvas
    programs = {
        place.program: canvas.of(place.urn)
        for place in frames.graph.places.values()
        if place.kind in ("service", "worker", "job")
    }
    tasks = {
        place.program: canvas.of(place.urn)
        for place in frames.graph.places.values()
        if place.kind == "task" and place.program not in programs
    }
    for each in resources.of("ecs.TaskDefinition"):
        node = programs.get(each.name) or tasks.get(each.name)
        for key in _ROLES if node else ():
            for role in resources.referred(each.inputs.get(key), "iam.Role"):
                found.setdefault(role.urn, []).append(node or "")
    for each in resources.of("lambda.Function"):
        for role in resources.referred(each.inputs.get("role"), "iam.Role"):
            found.setdefault(role.urn, []).append(canvas.of(each))
    return found


def _flows(frames: Frames, grant: Grant, user: str) -> Iterator[Flow]:
    by = (str(grant.source),)
    for pattern in grant.statement.resources.patterns:
        for target, rest in _named(frames, pattern):
            node = frames.canvas.of(target)
            # What names another resource says nothing to people.
            details = (f"only {rest}",) if rest and "${" not in rest else ()
            verbs = _VERBS.get(target.kind)
            for verb in verbs or ():
                if grant.statement.actions.has(verb.action):
                    ends = (node, user) if verb.inward else (user, node)
                    yield Flow(*ends, verb.kind, (verb.said,), details, by)
            if verbs is None and frames.canvas.has(node):
                yield Flow(user, node, "data", ("uses",), (str(grant.statement.actions),), by)


def _named(frames: Frames, pattern: str) -> Iterator[tuple[Resource, str]]:
    """Yields the resource that a pattern names, and the part of it that is meant."""
    if not pattern.startswith("${"):
        return
    named, _, rest = pattern.partition("}")
    kind = named[2:].partition(" ")[0]
    for each in frames.resources.referred(f"{named}}}", kind):
        yield each, rest.strip("/") if rest.strip("/*") else ""
