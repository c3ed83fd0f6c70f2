"""Settings of clients that show a certificate."""

from config.values import ProjectFile, Section


class MtlsSettings(Section):
    """Authorities whose clients may call routes with `auth: mtls`. These have a load balancer of
    their own, outside the edge, which refuses the connection of every other client."""

    authorities: ProjectFile
    """Path of the file with the certificates of the authorities (PEM), 25 at most, below the
    project's folder. Every certificate that one of them has issued is taken, until it runs out, so
    name an authority that issues for this only. They are no secret. A change is in place, for new
    connections."""
