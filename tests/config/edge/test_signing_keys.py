"""Keys that sign for files of buckets: what can be written, and how a mistake is told."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from config import CloudPlatform, ConfigError
from config.files.yaml_file import YamlFile
from config.loader import check
from config.notices.workload_notices import docker_notices
from planning import facts
from tests.factories import make_workload, raw_settings, raw_workload
from tests.signing_keys import ec_pair, private, public, rsa_pair

PAIR, OTHER = rsa_pair(), ec_pair()
FILES = {"films-2026.pem": public(PAIR), "films-2027.pem": public(OTHER)}
KEYS = {"public_keys": {"2026": "films-2026.pem", "2027": "films-2027.pem"}, "signs": "2026"}
BUCKET = {"purpose": "static", "path": "/films", "signed_with": "films"}
SIGNER = {"uses": {"signing_keys": ["films"]}}


def checked(
    folder: Path,
    *,
    keys: Any = KEYS,
    files: dict[str, str] = FILES,
    **workload: Any,
) -> CloudPlatform:
    for name, text in files.items():
        (folder / name).write_text(text)
    named = {"buckets": {"films": BUCKET}, "services": {"docs": SIGNER}, **workload}
    parts = YamlFile("workload.yaml", raw_workload(**named), {})
    signing = {"films": keys} if keys else {}
    settings = raw_settings("prod", edge={"signing_keys": signing})
    found = check("prod", settings, YamlFile("Pulumi.prod.yaml", None, {}), parts, folder)
    assert isinstance(found, CloudPlatform)
    return found


def told(folder: Path, **changes: Any) -> str:
    with pytest.raises(ConfigError) as refused:
        checked(folder, **changes)
    return str(refused.value)


def test_public_keys_have_the_one_form_that_aws_gives_back(tmp_path: Path) -> None:
    """A key without the line break at its end would be replaced at every update."""
    files = {**FILES, "films-2026.pem": f"# ours\r\n{public(PAIR).strip()}"}
    found = checked(tmp_path, files=files).signing_keys
    assert found == {"films": {"2026": public(PAIR), "2027": public(OTHER)}}


def test_each_generation_has_a_secret_that_people_enter(tmp_path: Path) -> None:
    entered = facts.entered_secrets(checked(tmp_path))
    assert {"films-2026", "films-2027"} < set(entered)
    assert set(facts.secret_names(make_workload())) < set(entered)


def test_a_year_may_stand_there_as_a_number(tmp_path: Path) -> None:
    keys = {"public_keys": {2026: "films-2026.pem"}, "signs": 2026}
    assert [*checked(tmp_path, keys=keys).signing_keys["films"]] == ["2026"]


def test_the_gateway_on_docker_says_that_it_checks_nothing() -> None:
    shop = make_workload(buckets={"films": BUCKET}, services={"docs": SIGNER})
    told = [each for each in docker_notices(shop) if each.key == "buckets.films.signed_with"]
    assert len(told) == 1
    assert "gives these files to everybody" in told[0].remedy


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"keys": None}, ("edge.signing_keys", "films is signed with films")),
        ({"keys": {**KEYS, "signs": "2028"}}, ("films.signs", "there are 2026, 2027")),
        ({"keys": {**KEYS, "public_keys": {}}}, ("films.public_keys", "at least 1")),
        (
            {"keys": {**KEYS, "public_keys": {"2026": "../key.pem"}}},
            ("public_keys.2026", "below the project's folder"),
        ),
        (
            {"keys": {**KEYS, "public_keys": {"2026": "a.pem", "b": "a.pem"}}},
            ("the file of two generations",),
        ),
        (
            {"keys": {**KEYS, "public_keys": {str(year): "a.pem" for year in range(2021, 2027)}}},
            ("films.public_keys", "at most 5"),
        ),
        ({"files": {**FILES, "films-2026.pem": "key"}}, ("2026", "no public key in PEM form")),
        (
            {"files": {**FILES, "films-2026.pem": private(PAIR)}},
            ("2026", "holds a private key", "the secret films-2026"),
        ),
        (
            {"files": {**FILES, "films-2027.pem": public(PAIR)}},
            ("2027", "same key as films-2026.pem"),
        ),
        (
            {"files": {**FILES, "films-2026.pem": public(rsa_pair(3072))}},
            ("2026", "CloudFront does not take", "RSA of 2048 bits"),
        ),
        (
            {"files": {**FILES, "films-2026.pem": public(ec_pair(ec.SECP384R1()))}},
            ("2026", "CloudFront does not take"),
        ),
        (
            {"keys": {**KEYS, "public_keys": {"2026": "nobody.pem"}}},
            ("2026", "is no file of the project"),
        ),
        (
            {"buckets": {}, "services": {}},
            ("edge.signing_keys.films", "signs for no bucket"),
        ),
        ({"buckets": {}}, ("docs.uses.signing_keys.0", "is asked by no bucket")),
        ({"services": {}}, ("buckets.films.signed_with", "no program signs with it")),
        (
            {"services": {"docs": {"uses": {"signing_keys": ["film"]}}}},
            (
                "1 problem",
                "buckets.films.signed_with",
                "sign with film: write the same name in both",
            ),
        ),
        (
            {
                "services": {
                    "docs": {"uses": {"signing_keys": ["films"], "secrets": ["films-2026"]}}
                }
            },
            ("edge.signing_keys", "films-2026", "uses.secrets"),
        ),
        (
            {"buckets": {"films": {**BUCKET, "path": None, "purpose": "uploads"}}},
            ("buckets.films.signed_with", "purpose static"),
        ),
        (
            {
                "buckets": {"films": {**BUCKET, "path": "/"}},
                "services": {**{"docs": SIGNER}, "web": {"routes": [{"paths": ["/app"]}]}},
            },
            ("buckets.films.signed_with", "first page nobody could open"),
        ),
        (
            {
                "teams": {"media": {}, "docs": {}},
                "buckets": {"films": {**BUCKET, "team": "media"}},
                "services": {"docs": {**SIGNER, "team": "docs"}},
            },
            ("docs.uses.signing_keys.0", "belongs to team media", "under buckets.films"),
        ),
    ],
)
def test_a_wrong_value_is_told(
    tmp_path: Path, changes: dict[str, Any], says: tuple[str, ...]
) -> None:
    message = told(tmp_path, **changes)
    assert all(each in message for each in says), message
