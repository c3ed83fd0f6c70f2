"""The lists of client certificates that no longer count: their reading and their checks.

AWS takes a list as a whole or not at all, in the middle of an update, and says little about what it
refuses. So what can be known before is asked here
(docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from config.gateway.authorities import HASHES, read, subject_of
from config.gateway.gateway_settings import GatewaySettings
from config.values import Broken, KeyPath

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, CertificateRevocationList

MOST_LISTS: Final = 15
"""Lists of an environment. A trust store has 30
(docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html), and a
changed list stands there twice until the former one goes."""
MOST_ENTRIES: Final = 250_000
"""Certificates in all lists: half of the 500,000 of the same page, for the same reason."""
_MOST_BYTES: Final = 1024 * 1024
"""Bytes of one list. AWS takes 50 MB, but the stack's state has the whole text."""
ENDS_SOON_DAYS: Final = 7
"""Days before a list's next update at which previews tell of it. Lists live for a week or a month,
so an earlier word would stand in every preview."""

_PLACE: Final = ("gateway", "mtls", "revocation_lists")
_BEGIN: Final = b"-----BEGIN X509 CRL-----"


def revocation_lists_of(gateway: GatewaySettings, folder: Path) -> dict[str, str]:
    """Returns the lists by their names, without what stands beside them in the files."""
    if gateway.mtls is None or not gateway.mtls.revocation_lists:
        return {}
    from cryptography.hazmat.primitives.serialization import Encoding

    return {
        name: each.public_bytes(Encoding.PEM).decode() for name, _, each in _lists(gateway, folder)
    }


def revocation_problems(gateway: GatewaySettings, folder: Path) -> Iterator[Broken]:
    """Yields what AWS would refuse in the lists, with paths of the stack file. A fault of the
    authorities is told there."""
    if gateway.mtls is None or not (named := gateway.mtls.revocation_lists):
        return
    if len(named) > MOST_LISTS:
        yield Broken(
            _PLACE,
            len(named),
            f"are more than {MOST_LISTS}; AWS keeps 30, and needs room for the new one of each "
            "list that changes; let an authority put its certificates into one list",
        )
    try:
        authorities = read(folder / gateway.mtls.authorities)
    except (OSError, ValueError):
        return
    entries = 0
    for name, file in named.items():
        place: KeyPath = (*_PLACE, name)
        found = _one(folder / file)
        if isinstance(found, str):
            yield Broken(place, file, found)
            continue
        entries += len(found)
        for wrong in _faults(found, authorities):
            yield Broken(place, file, wrong)
    if entries > MOST_ENTRIES:
        yield Broken(
            _PLACE,
            entries,
            f"certificates are in the lists, more than {MOST_ENTRIES}; replace the authority, and "
            "give its clients certificates with shorter lives",
        )


def revocation_notices(
    gateway: GatewaySettings, folder: Path, today: date | None
) -> Iterator[Broken]:
    """Yields lists that run out soon, or did, with paths of the stack file. Such a list is not
    refused: an environment must be deployable when an authority is late."""
    if today is None:
        return
    for name, file, each in _lists(gateway, folder):
        ends = each.next_update_utc
        if ends is None:
            continue
        days, until = (ends.date() - today).days, ends.date()
        says = f"runs out on {until}; put the authority's next list there until then"
        if days < 0:
            says = f"ran out on {until}, and whoever was revoked since connects; put the next there"
        if days <= ENDS_SOON_DAYS:
            yield Broken((*_PLACE, name), file, says)


def _lists(
    gateway: GatewaySettings, folder: Path
) -> Iterator[tuple[str, str, CertificateRevocationList]]:
    """Yields each list that can be read, with its name and its file."""
    for name, file in gateway.mtls.revocation_lists.items() if gateway.mtls else ():
        found = _one(folder / file)
        if not isinstance(found, str):
            yield name, file, found


def _one(path: Path) -> CertificateRevocationList | str:
    """Returns the list of a file, or why there is none."""
    # It takes long to import, and few environments have authorities.
    from cryptography import x509

    try:
        content = path.read_bytes()
    except OSError:
        return "is no file of the project that can be read; write it there"
    if len(content) > _MOST_BYTES:
        return (
            "is larger than 1 MiB, and the stack's state would hold all of it; let the authority "
            "divide its list, or leave out what ran out by itself"
        )
    if (lists := content.count(_BEGIN)) > 1:
        return f"holds {lists} lists; give each a file and a name of its own"
    try:
        return x509.load_pem_x509_crl(content)
    except ValueError:
        return (
            "holds no list of revoked certificates in PEM form (-----BEGIN X509 CRL-----); "
            "`openssl crl -inform der -in revoked.crl` prints one so"
        )


def _faults(found: CertificateRevocationList, authorities: Sequence[Certificate]) -> Iterator[str]:
    """Yields why AWS would refuse a list, or never find a certificate in it."""
    from cryptography.x509 import DeltaCRLIndicator

    yield from _not_signed(found, authorities)
    signed = found.signature_hash_algorithm
    if signed is None or signed.name not in HASHES:
        yield "is not signed with SHA-256, SHA-384 or SHA-512, and AWS takes no other"
    if any(isinstance(each.value, DeltaCRLIndicator) for each in found.extensions):
        yield "holds only what changed since another list (delta CRL); put the whole list there"


def _not_signed(
    found: CertificateRevocationList, authorities: Sequence[Certificate]
) -> Iterator[str]:
    issuers = [each for each in authorities if each.subject == found.issuer]
    signers = [each for each in issuers if _signed_by(found, each)]
    name = found.issuer.rfc4514_string()
    if not issuers:
        yield (
            f"is of {name}, which is not among gateway.mtls.authorities; name a list of one that is"
        )
    elif not signers:
        yield (
            f"names {name} as its issuer, and none of its keys in gateway.mtls.authorities has "
            "signed it; take the list of the authority as it stands there"
        )
    elif not any(_may_sign(each) for each in signers):
        yield (
            f"is of {subject_of(signers[0])}, whose certificate does not allow it to sign lists "
            "(cRLSign in its key usage); ask the authority for one that does"
        )


def _signed_by(found: CertificateRevocationList, authority: Certificate) -> bool:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    key = authority.public_key()
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return False  # it is told with the authorities
    return found.is_signature_valid(key)


def _may_sign(authority: Certificate) -> bool:
    from cryptography.x509 import ExtensionNotFound, KeyUsage

    try:
        return authority.extensions.get_extension_for_class(KeyUsage).value.crl_sign
    except ExtensionNotFound:
        return True
