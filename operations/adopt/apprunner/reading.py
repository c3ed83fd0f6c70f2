"""A draft from what `aws apprunner describe-service` and its sisters answer, saved as files."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from config import ConfigError
from config.files import yaml_file
from operations.adopt.apprunner import remedies, service
from operations.adopt.apprunner.service import Beside
from operations.adopt.draft import Draft
from operations.adopt.ledger import Ledger, Node, Source
from operations.errors import OperationError

ENVIRONMENT = "prod"
"""App Runner has no environments: what runs is taken for production."""

_ANSWERS = "an answer of `aws apprunner describe-service`, describe-custom-domains or "
_ANSWERS += "describe-auto-scaling-configuration, as JSON"


def read(files: Sequence[Path]) -> tuple[Draft, Ledger, str]:
    """Returns the draft, the list of what became of each line, and the first service's name."""
    ledger, draft = Ledger(), Draft()
    sources = [_source(file, ledger) for file in files]
    services = [*_sections(sources, "Service")]
    if not services:
        raise OperationError(
            "describes no service of App Runner", file=files[0], remedy=f"give {_ANSWERS}"
        )
    beside = Beside(
        domains=[*_sections(sources, "CustomDomains")],
        scaling=[*_sections(sources, "AutoScalingConfiguration")],
        alone=len(services) == 1,
    )
    for root in services:
        service.translate(draft, root, beside, ENVIRONMENT)
    for source in sources:
        source.tell_the_rest(remedies.SERVICE, remedies.UNKNOWN)
    named = services[0].get("ServiceName")
    return draft, ledger, str(named.value) if named else "app"


def _sections(sources: Sequence[Source], key: str) -> Iterator[Node]:
    """Yields the parts of all answers with a key. Custom domains come with the ARN of their service
    beside them, so the whole answer is yielded."""
    for source in sources:
        root = source.root()
        found = root.get(key)
        if found is not None:
            yield root if key == "CustomDomains" else found


def _source(file: Path, ledger: Ledger) -> Source:
    try:
        found = yaml_file.read(file, tags=True)
    except ConfigError as error:
        raise OperationError(str(replace(error.found[0], file=str(file)))) from None
    content: Any = found.content
    if not isinstance(content, dict):
        raise OperationError("holds no mapping", file=file, remedy=f"give {_ANSWERS}")
    return Source(content, replace(found, name=str(file)).place, ledger)
