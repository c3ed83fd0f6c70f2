"""Settings of clients that show a certificate."""

from collections.abc import Mapping

from config.values import Name, ProjectFile, Section


class MtlsSettings(Section):
    """Authorities whose clients may call routes with `auth: mtls`. These have a load balancer of
    their own, outside the edge, which refuses the connection of every other client."""

    authorities: ProjectFile
    """Path of the file with the certificates of the authorities (PEM), 25 at most, below the
    project's folder. Every certificate that one of them has issued is taken, until it runs out, so
    name an authority that issues for this only. They are no secret. A change is in place, for new
    connections."""
    revocation_lists: Mapping[Name, ProjectFile] = {}
    """Paths of files with the certificates that an authority has revoked, each with a name of its
    own: one list (CRL) in PEM form, whole and not the changes alone, signed by one of `authorities`
    with a key that may sign lists. 15 at most, 1 MiB each, 250,000 certificates in all. Clients
    with such a certificate no longer connect; open connections stay. A changed file is a new list,
    which stands beside the former one until that goes, so at no moment is there none. Default:
    none, and a certificate counts until it runs out."""
