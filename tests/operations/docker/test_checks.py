"""What would keep dev from starting."""

import re
from pathlib import Path

import pytest

from operations.docker.stack import checks
from tests.factories import make_local_platform

GIB = 2**30


def test_too_little_memory_is_told_with_both_figures() -> None:
    [finding] = checks.memory(
        make_local_platform(settings={"services": {"memory_mib": 512}}), 2 * GIB
    )
    assert "Docker has 2048 MiB" in finding.what
    assert "containers need 2304 MiB" in finding.what
    assert not list(checks.memory(make_local_platform(), 3 * GIB))


def test_limits_that_are_not_reached_at_once_are_no_problem() -> None:
    # 2 GiB for each of eight programs.
    sized = {"services": {"memory_mib": 2048, "cpu": 512}, "workers": {"memory_mib": 2048}}
    assert not list(checks.memory(make_local_platform(settings=sized), 4 * GIB))


def test_a_program_larger_than_the_machine_is_told_by_name() -> None:
    sized = {"sizes": {"orders": {"cpu": 4096, "memory_mib": 30720}}}
    [finding] = checks.memory(make_local_platform(settings=sized), 8 * GIB)
    assert "orders may use 30720 MiB" in finding.what


def test_a_full_disk_is_told_and_one_that_cannot_be_seen_is_no_problem() -> None:
    [finding] = checks.disk(3 * GIB, "/var/lib/docker")
    assert "/var/lib/docker has 3.0 GiB free" in finding.what
    assert "docker system prune" in finding.remedy
    assert not list(checks.disk(50 * GIB, "/var/lib/docker"))
    assert not list(checks.disk(None, "/nowhere"))


def test_a_taken_port_is_told_with_its_owner_and_its_setting() -> None:
    [finding] = checks.ports(
        make_local_platform(), lambda port: "the container pg" if port == 5432 else ""
    )
    assert finding.what == "port 5432 of 127.0.0.1, for the database, is taken by the container pg"
    assert "docker.ports.database in Pulumi.dev.yaml" in finding.remedy


@pytest.mark.parametrize(("messaging", "asked"), [("rabbitmq", 5672), ("aws", 4566)])
def test_ports_of_what_does_not_run_are_not_asked_for(messaging: str, asked: int) -> None:
    platform = make_local_platform(settings={"docker": {"messaging": messaging}})
    # Everything is taken, so that every port asked for is told.
    told = " ".join(each.what for each in checks.ports(platform, lambda port: "another"))
    seen = {int(port) for port in re.findall(r"port (\d+)", told)}
    assert seen & {5672, 15672, 4566} == ({5672, 15672} if messaging == "rabbitmq" else {4566})
    assert asked in seen
    assert 8443 in seen


def test_an_image_that_is_nowhere_is_told_with_the_reason_and_who_wants_it() -> None:
    [finding] = checks.images(
        make_local_platform(), lambda image: "no such manifest" if image == "orders:1.0.0" else ""
    )
    assert finding.what.startswith("the image orders:1.0.0 of services.orders is not here")
    assert finding.what.endswith("no such manifest")
    assert "docker build --tag orders:1.0.0" in finding.remedy


def test_an_image_of_the_infrastructure_is_told_with_its_setting() -> None:
    [finding] = checks.images(
        make_local_platform(), lambda image: "denied" if image.startswith("redis:") else ""
    )
    assert "set docker.images.cache in Pulumi.dev.yaml" in finding.remedy


def test_images_of_what_does_not_run_are_not_asked_for() -> None:
    found = checks.images(make_local_platform(), lambda image: "denied")
    told = " ".join(each.what for each in found)
    assert "the image rabbitmq:4" in told
    assert "moto" not in told
    assert "minio" not in told


def test_what_is_built_is_not_pulled_and_needs_its_dockerfile(tmp_path: Path) -> None:
    build = {"services": {"web": {"build": {"context": "web"}}}}
    platform = make_local_platform(workload=build)
    assert not list(checks.images(platform, lambda image: "x" if "web:" in image else ""))
    [finding] = checks.builds(platform, tmp_path)
    assert finding.what == "services.web.build: there is no file web/Dockerfile"
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "Dockerfile").touch()
    assert not list(checks.builds(platform, tmp_path))


def test_too_many_networks_are_told_before_docker_refuses_one() -> None:
    platform = make_local_platform()
    assert not list(checks.networks(platform, 5))
    [finding] = checks.networks(platform, 25)
    assert "10 networks; Docker has 25 of others, and room for 31" in finding.what
    assert "default-address-pools" in finding.remedy
