"""Rules about Lambda functions: who may call them, and what they run on."""

import re

from policies.resources import Resource
from policies.rule import CRITICAL, HIGH, LOW, MEDIUM, Fault, Faults, fsbp, rule, security_hub

FUNCTION = "aws:lambda/function:Function"
_ENDED = re.compile(
    r"python(2\.7|3\.[6-9])|nodejs(\d\.\d+|\d|1[0-8])\.?x?|nodejs|ruby(2\.\d|3\.2)|go1\.x"
    r"|dotnetcore\d\.\d|dotnet[5-7]|java8|provided"
)
"""Pattern of runtimes that AWS no longer patches. None of them comes back, so the list only grows.
Source: docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-deprecated"""


@rule("aws:lambda/permission:Permission", CRITICAL, fsbp("Lambda.1"), "set `sourceAccount`")
def lambda_is_not_called_by_everyone(permission: Resource) -> Faults:
    """A function is called by those whom its permission names."""
    bounds = ("sourceAccount", "sourceArn", "principalOrgId")
    if permission.get("principal") == "*" and not any(map(permission.has, bounds)):
        yield Fault("principal", "is everyone")


@rule("aws:lambda/functionUrl:FunctionUrl", HIGH, fsbp("Lambda.1"), "set it to AWS_IAM")
def lambda_address_asks_who_calls(address: Resource) -> Faults:
    """A function's own address asks who calls."""
    if address.get("authorizationType") == "NONE":
        yield Fault("authorizationType", "is 'NONE'")


@rule(FUNCTION, MEDIUM, fsbp("Lambda.2"), "take a newer runtime")
def lambda_runtime_is_maintained(function: Resource) -> Faults:
    """A function runs on a runtime that AWS still patches."""
    runtime = function.get("runtime", "")
    if _ENDED.fullmatch(runtime):
        yield Fault("runtime", f"is {runtime}, which AWS no longer patches")


@rule(FUNCTION, MEDIUM, fsbp("Lambda.5"), "give it subnets in two zones or more")
def lambda_in_a_network_spans_zones(function: Resource) -> Faults:
    """A function inside a network stands in two zones or more."""
    subnets = function.get("vpcConfig.subnetIds", [])
    if len(subnets) == 1:
        yield Fault("vpcConfig.subnetIds", "is one zone's alone")


@rule(FUNCTION, LOW, security_hub("Lambda.7"), "set `tracingConfig.mode` to Active")
def lambda_is_traced(function: Resource) -> Faults:
    """A function's calls are traced."""
    if function.get("tracingConfig.mode") != "Active":
        yield Fault("tracingConfig.mode", "is not Active")
