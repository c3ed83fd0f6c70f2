"""Settings of clients that show a certificate."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from config.values import Section


def _in_folder(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*", value):
        raise ValueError("must be a file's path below the project's folder, with / between folders")
    return value


ProjectFile = Annotated[str, AfterValidator(_in_folder), Field(examples=["certs/partners.pem"])]


class MtlsSettings(Section):
    """Authorities whose clients may call routes with `auth: mtls`. These have a load balancer of
    their own, outside the edge, which refuses the connection of every other client."""

    authorities: ProjectFile
    """Path of the file with the certificates of the authorities (PEM), 25 at most, below the
    project's folder. Every certificate that one of them has issued is taken, until it runs out, so
    name an authority that issues for this only. They are no secret. A change is in place, for new
    connections."""
