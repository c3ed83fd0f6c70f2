"""The findings of a bootstrap on a terminal."""

import json
from collections.abc import Iterator

from operations.bootstrap import names
from operations.bootstrap.request import Request
from operations.bootstrap.step import DIFFERS, THERE, Finding


def text(request: Request, findings: list[Finding], *, applied: bool) -> str:
    """Returns what is there, missing or different, and what comes next."""
    return "\n".join(
        [
            f"Account {request.account}, {request.region}",
            *_table(findings),
            *_differences(findings),
            "",
            *_next(request, findings, applied=applied),
        ]
    )


def _table(findings: list[Finding]) -> Iterator[str]:
    before = ""
    width = max(len(each.step.thing) for each in findings)
    for each in findings:
        thing = "" if each.step.thing == before else each.step.thing
        yield f"{each.state:<9}{thing:<{width}}  {each.step.aspect}"
        before = each.step.thing


def _differences(findings: list[Finding]) -> Iterator[str]:
    for each in findings:
        if each.state == DIFFERS:
            yield f"\n{each.step.thing}: {each.step.aspect}"
            yield f"  - {json.dumps(each.found)}"
            yield f"  + {json.dumps(each.step.wanted)}"


def _next(request: Request, findings: list[Finding], *, applied: bool) -> Iterator[str]:
    wanting = sum(each.state != THERE for each in findings)
    if applied and wanting:
        yield f"{wanting} of {len(findings)} are still not as they should be: run it again"
    elif wanting:
        yield f"{wanting} of {len(findings)} would be made or changed; --apply does it"
    else:
        yield "All is there. Before the first deployment, on your machine:"
        yield f"  export PULUMI_BACKEND_URL='{names.backend(request)}'"
        for stack in request.stacks:
            provider = names.secrets_provider(request)
            yield f"  pulumi stack init {stack} --secrets-provider '{provider}'"
