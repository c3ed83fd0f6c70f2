"""Clients that show a certificate: which routes and files may be written, and what is told."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from config import CloudPlatform, ConfigError
from config.files.yaml_file import YamlFile
from config.loader import check
from planning.public_hosts import health_paths
from tests.authorities import Authority
from tests.factories import make_workload, raw_settings, raw_workload

TODAY = date(2027, 1, 1)
BANKS: dict[str, Any] = {"image": "banks:1.0.0", "port": 8080}
ROUTE: dict[str, Any] = {"hosts": ["banks"], "auth": "mtls"}
FILE = "certs/partners.pem"
REVOKED = "certs/revoked.pem"


def checked(
    folder: Path,
    *routes: dict[str, Any],
    mtls: Any = "named",
    pem: str | None = None,
    revoked: str | None = None,
    **changes: Any,
) -> CloudPlatform:
    (folder / "certs").mkdir(exist_ok=True)
    (folder / FILE).write_text(Authority("Partners").pem if pem is None else pem)
    banks = {**BANKS, "routes": list(routes or (ROUTE,))}
    workload = raw_workload(**{"services": {"banks": banks}, **changes})
    named = {"authorities": FILE} if mtls == "named" else mtls
    if revoked is not None:
        (folder / REVOKED).write_text(revoked)
        named = {"authorities": FILE, "revocation_lists": {"partners": REVOKED}}
    settings = raw_settings("prod", gateway={"mtls": named})
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("workload.yaml", workload, {})
    found = check("prod", settings, *files, folder, today=TODAY)
    assert isinstance(found, CloudPlatform)
    return found


def told(folder: Path, *routes: dict[str, Any], **changes: Any) -> str:
    """What is said of an environment with these routes of one service."""
    with pytest.raises(ConfigError) as refused:
        checked(folder, *routes, **changes)
    return str(refused.value)


def test_the_certificates_alone_are_taken_from_the_file(tmp_path: Path) -> None:
    """AWS refuses a file with empty lines, and with words between the certificates."""
    one, other = Authority("One").pem, Authority("Other").pem
    found = checked(tmp_path, pem=f"# ours\n\n{one}\nCertificate:\n  Data:\n{other}\n")
    assert found.authorities == one + other


def test_no_health_check_asks_such_a_host() -> None:
    workload = make_workload(services={"banks": {**BANKS, "routes": [ROUTE]}})
    assert "banks" not in health_paths(workload)


@pytest.mark.parametrize(
    ("routes", "says"),
    [
        ([{"auth": "mtls"}], ("hosts", "hosts of their own")),
        ([{**ROUTE, "hosts": ["@"]}], ("hosts", "not the domain itself")),
        ([{**ROUTE, "scopes": ["a"]}], ("scopes", "with auth: mtls there is none")),
        ([{**ROUTE, "issuer": "staff"}], ("issuer", "with auth: mtls there is none")),
        ([{**ROUTE, "allow_from": ["203.0.113.0/24"]}], ("allow_from", "do not pass")),
        ([{**ROUTE, "rate_limit": 100}], ("rate_limit", "do not pass")),
        ([{**ROUTE, "cache": True}], ("cache", "do not pass")),
        ([ROUTE, {"paths": ["/banks"]}], ("routes.1.auth", "a service of their own")),
        ([{**ROUTE, "hosts": ["docs"]}], ("docs.routes.0.hosts", "take another host")),
        ([{**ROUTE, "hosts": ["static"]}], ("buckets", "take another host")),
    ],
)
def test_what_cannot_be_at_such_a_host_is_refused(
    tmp_path: Path, routes: list[dict[str, Any]], says: tuple[str, ...]
) -> None:
    message = told(tmp_path, *routes)
    assert all(each in message for each in says)


def test_authorities_and_routes_need_each_other(tmp_path: Path) -> None:
    assert "gateway.mtls: routes of banks ask for a client's certificate" in told(
        tmp_path, mtls=None
    )
    assert "is asked by no route" in told(tmp_path, {"hosts": ["banks"]})


def _until(year: int) -> datetime:
    return datetime(year, 12, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"is_authority": False}, "CN=A,O=Example, which is no authority"),
        ({"signs": False}, "is no authority"),
        ({"until": _until(2026)}, "ran out on 2026-12-31"),
        ({"starts": _until(2027)}, "is valid from 2027-12-31 on"),
        ({"key": rsa.generate_private_key(65537, 1024)}, "has a key that AWS does not take"),
        ({"key": ec.generate_private_key(ec.SECP256K1())}, "has a key that AWS does not take"),
        ({"hashed": hashes.SHA224()}, "is not signed with SHA-256"),
    ],
    ids=lambda each: each if isinstance(each, str) else next(iter(each)),
)
def test_an_authority_that_aws_would_refuse_is_refused_before(
    tmp_path: Path, changes: dict[str, Any], says: str
) -> None:
    message = told(tmp_path, pem=Authority("A", **changes).pem)
    assert "gateway.mtls.authorities" in message
    assert says in message


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    assert "holds no certificates in PEM form" in told(tmp_path, pem="")
    key = "-----BEGIN PRIVATE KEY-----\nMIG=\n-----END PRIVATE KEY-----\n"
    assert "holds a private key" in told(tmp_path, pem=Authority("A").pem + key)
    many = "".join(Authority(str(number)).pem for number in range(26))
    assert "has 26 certificates; AWS takes 25" in told(tmp_path, pem=many)


@pytest.mark.parametrize(
    ("mtls", "says"),
    [
        ({"authorities": "certs/nobody.pem"}, "is no file of the project"),
        ({"authorities": "/etc/ssl/cert.pem"}, "below the project's folder"),
        ({"authorities": "../cert.pem"}, "below the project's folder"),
    ],
)
def test_the_file_is_one_of_the_project(tmp_path: Path, mtls: Any, says: str) -> None:
    assert says in told(tmp_path, mtls=mtls)


def test_an_authority_that_ends_soon_is_told_of(tmp_path: Path) -> None:
    ending = Authority("Ending", until=datetime(2027, 2, 1, tzinfo=UTC)).pem
    notices = checked(tmp_path, pem=ending + Authority("Next").pem).notices
    (said,) = [each for each in notices if "gateway.mtls" in each]
    assert "CN=Ending,O=Example, which runs out on 2027-02-01" in said


def test_a_list_alone_is_taken_from_its_file(tmp_path: Path) -> None:
    partners = Authority("Partners")
    listed = partners.revoked()
    found = checked(tmp_path, pem=partners.pem, revoked=f"Certificate Revocation List:\n{listed}")
    assert found.revocation_lists == {"partners": listed}
    assert checked(tmp_path).revocation_lists == {}


PARTNERS, STRANGERS = Authority("Partners"), Authority("Strangers")


@pytest.mark.parametrize(
    ("authority", "listed", "says"),
    [
        (PARTNERS, STRANGERS.revoked(), "is of CN=Strangers,O=Example, which is not among"),
        (PARTNERS, PARTNERS.revoked(signer=STRANGERS), "none of its keys in"),
        (PARTNERS, PARTNERS.revoked(hashed=hashes.SHA224()), "is not signed with SHA-256"),
        (PARTNERS, PARTNERS.revoked(delta=True), "put the whole list there"),
        (PARTNERS, PARTNERS.revoked() * 2, "holds 2 lists; give each a file"),
        (PARTNERS, PARTNERS.pem, "holds no list of revoked certificates in PEM form"),
        (PARTNERS, "-----BEGIN X509 CRL-----\n" + "A" * 1024 * 1024, "is larger than 1 MiB"),
    ],
    ids=["other", "forged", "hash", "delta", "two", "certificate", "large"],
)
def test_a_list_that_names_nobody_is_refused(
    tmp_path: Path, authority: Authority, listed: str, says: str
) -> None:
    message = told(tmp_path, pem=authority.pem, revoked=listed)
    assert "gateway.mtls.revocation_lists.partners" in message
    assert says in message


def test_an_authority_that_may_sign_no_list_has_none(tmp_path: Path) -> None:
    other = Authority("Partners", revokes=False)
    message = told(tmp_path, pem=other.pem, revoked=other.revoked())
    assert "does not allow it to sign lists (cRLSign" in message


def test_lists_have_room_for_their_successors(tmp_path: Path) -> None:
    (tmp_path / "certs").mkdir()
    (tmp_path / REVOKED).write_text(PARTNERS.revoked())
    lists = {f"list{number}": REVOKED for number in range(16)}
    mtls = {"authorities": FILE, "revocation_lists": lists}
    assert "are more than 15; AWS keeps 30" in told(tmp_path, pem=PARTNERS.pem, mtls=mtls)
    mtls = {"authorities": FILE, "revocation_lists": {"partners": "certs/none.pem"}}
    assert "is no file of the project" in told(tmp_path, pem=PARTNERS.pem, mtls=mtls)


@pytest.mark.parametrize(
    ("until", "says"),
    [
        (datetime(2027, 1, 6, tzinfo=UTC), "runs out on 2027-01-06; put the authority's next"),
        (datetime(2026, 12, 30, tzinfo=UTC), "ran out on 2026-12-30, and whoever was revoked"),
        (datetime(2027, 2, 1, tzinfo=UTC), None),
    ],
)
def test_a_list_that_ends_is_told_of_and_not_refused(
    tmp_path: Path, until: datetime, says: str | None
) -> None:
    listed = PARTNERS.revoked(until=until)
    notices = checked(tmp_path, pem=PARTNERS.pem, revoked=listed).notices
    found = [each for each in notices if "revocation_lists" in each]
    assert len(found) == (says is not None)
    assert all(str(says) in each for each in found)
