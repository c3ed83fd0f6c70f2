"""Resources of types that have no row in the mapping table. They are recorded, and checked as far
as AWS's model and the type's token allow.

The token names a service and a noun (`aws:kinesis/stream:Stream`), which give an operation of AWS's
(`kinesis.CreateStream`). If a value's name is that of a parameter, the value is checked against the
parameter: words that AWS lists, numbers, lengths. The rest stays unchecked, and the report says so,
because a wrong guess must not refuse a value that AWS would accept.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin

import botocore.session
from botocore.exceptions import UnknownServiceError
from botocore.model import ServiceModel, Shape, StructureShape
from botocore.validate import ParamValidator

from aws_account.mapping import Call, Named, Row
from aws_account.requests import digest
from aws_account.spelling import Mismatch, outputs, scalar, spelling

_SERVICES = {
    "alb": "elbv2",
    "appautoscaling": "application-autoscaling",
    "cfg": "config",
    "cognito": "cognito-idp",
    "costexplorer": "ce",
    "directoryservice": "ds",
    "elasticsearch": "es",
    "lb": "elbv2",
    "mailmanager": "mailmanager",
    "msk": "kafka",
    "mskconnect": "kafkaconnect",
    "serverlessrepository": "serverlessrepo",
    "sfn": "stepfunctions",
    "timestreamwrite": "timestream-write",
    "vpc": "ec2",
    "wafregional": "waf-regional",
}
"""Names of boto3's services, by the modules of Pulumi's types that have another name."""

_VERBS = ("Create", "Put", "Register", "Request", "Allocate", "Import", "Start")
_PLAIN = ("string", "boolean", "integer", "long", "float", "double")


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """Resource of which only a record is kept: its invented ID and outputs, and what was
    checked."""

    id: str
    outputs: Mapping[str, Any]
    said: str
    """Operation against which its values were checked, or `not checked` if none is found."""


@cache
def row(type_: str) -> Row:
    """Returns the row for a type without one. Nothing of it is ever sent."""
    service, operation = _operation(type_) or (type_.split(":")[0], "")
    named = Named() if "name" in _inputs(type_) else None
    return Row(service, Call(operation), "", lacks="{logical}", named=named)


def record(
    type_: str, inputs: Mapping[str, Any], *, urn: str, region: str, account: str
) -> Recorded:
    """Returns the resource as the report shows it. Raises Mismatch for a value that AWS's model
    refuses."""
    made = row(type_)
    operation = made.create.operation
    if operation:
        _check(inputs, made)
    said = f"{made.service}.{operation}" if operation else "not checked"
    name = str(inputs.get("name") or urn.rpartition("::")[2])
    kind = spelling.plain(type_.rpartition(":")[2])
    arn = f"arn:aws:{made.service}:{region}:{account}:{kind}/{name}"
    id_ = str(inputs.get("name") or f"{kind}-{digest(urn, 17)}")
    found = dict(_outputs(type_, id_, arn, region))
    found |= {name: value for name, value in inputs.items() if value is not None}
    return Recorded(id=id_, outputs=outputs.plain(found), said=said)


@cache
def _model(service: str) -> ServiceModel | None:
    with contextlib.suppress(UnknownServiceError):
        return botocore.session.get_session().get_service_model(service)
    return None


@cache
def _operation(type_: str) -> tuple[str, str] | None:
    """Returns the service and the operation that a token means: `sqs` and `CreateQueue`."""
    if not type_.startswith("aws:"):
        return None
    _, module, kind = type_.split(":")
    module = module.split("/")[0]
    service = _SERVICES.get(module, module)
    model = _model(service)
    if model is None:
        return None
    operations = {spelling.plain(name): name for name in model.operation_names}
    for verb in _VERBS:
        for noun in (kind, f"{module}{kind}"):
            if found := operations.get(spelling.plain(f"{verb}{noun}")):
                return service, found
    return None


def _check(inputs: Mapping[str, Any], made: Row) -> None:
    """Checks each plain value whose parameter has the same name."""
    model = _model(made.service)
    shape = model.operation_model(made.create.operation).input_shape if model else None
    if shape is None:
        return
    for path, value, target in _scalars(inputs, shape, spelling.nouns(made.create.operation)):
        converted = scalar(value, target, path)
        report = ParamValidator().validate({"value": converted}, _holding(target))
        if report.has_errors():
            problem = report.generate_report()
            raise Mismatch(f"{path}: {' '.join(problem.split())}")


def _scalars(
    inputs: Mapping[str, Any], shape: Shape, nouns: tuple[str, ...], path: str = ""
) -> Iterator[tuple[str, Any, Shape]]:
    """Yields each plain value with the shape of the parameter that it means, blocks included."""
    if not isinstance(shape, StructureShape):
        return
    given = {name: value for name, value in sorted(inputs.items()) if value is not None}
    for name, target in spelling.match(tuple(given), tuple(shape.members), nouns).items():
        value, member = given[name], shape.members[target]
        if isinstance(value, Mapping):
            yield from _scalars(value, member, (), f"{path}{name}.")
        elif isinstance(value, str | int | float) and member.type_name in _PLAIN:
            yield f"{path}{name}", value, member


def _holding(shape: Shape) -> StructureShape:
    """Returns a structure whose one member has a shape, for botocore's validator."""
    made = StructureShape("Value", {"type": "structure", "members": {}})
    made.__dict__["members"] = {"value": shape}
    return made


def _inputs(type_: str) -> frozenset[str]:
    return outputs.inputs(type_) if type_.startswith("aws:") else frozenset()


def _outputs(type_: str, id_: str, arn: str, region: str) -> Iterator[tuple[str, Any]]:
    """Yields values of the outputs' types, with the same form as AWS's."""
    if not type_.startswith("aws:"):
        return
    for name, kind in outputs.properties(type_).items():
        if name == "region":
            yield name, region
        elif name == "arn" or name.endswith("Arn"):
            yield name, arn if name == "arn" else f"{arn}/{name}"
        elif name == "name" or name not in _inputs(type_):
            yield name, _value(kind, id_ if name == "name" else f"{id_}-{name}")


def _value(kind: Any, text: str) -> Any:
    if get_origin(kind) is Union:
        return _value(next(each for each in get_args(kind) if each is not type(None)), text)
    origin = get_origin(kind) or kind
    if origin is bool:
        return False
    if origin in (int, float):
        return 0
    if isinstance(origin, type) and issubclass(origin, Sequence) and origin is not str:
        return []
    return text if origin is str else {}
