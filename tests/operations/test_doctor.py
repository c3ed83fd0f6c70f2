"""What would keep dev from starting."""

from pathlib import Path

from operations import doctor
from tests.factories import make_local_platform

GIB = 2**30


def test_too_little_memory_is_told_with_both_figures() -> None:
    [finding] = doctor.memory(make_local_platform(), 2 * GIB)
    assert "2048 MiB" in finding.what
    assert not list(doctor.memory(make_local_platform(), 64 * GIB))


def test_a_taken_port_is_told_with_its_setting() -> None:
    [finding] = doctor.ports(make_local_platform(), {}, lambda port: port != 6379)
    assert "port 6379" in finding.what
    assert "docker.ports.cache in Pulumi.dev.yaml" in finding.remedy


def test_a_port_of_the_stack_itself_is_not_taken() -> None:
    assert not list(doctor.ports(make_local_platform(), {6379: "cache"}, lambda port: port != 6379))


def test_the_port_of_what_does_not_run_may_be_taken() -> None:
    assert not list(doctor.ports(make_local_platform(), {}, lambda port: port != 5000))
    aws = make_local_platform(settings={"docker": {"messaging": "aws"}})
    assert len(list(doctor.ports(aws, {}, lambda port: port != 5000))) == 1


def test_an_image_that_is_nowhere_is_told() -> None:
    [finding] = doctor.images(
        make_local_platform(), lambda image: image != "orders:1.0.0", lambda image: False
    )
    assert "orders:1.0.0" in finding.what
    assert "docker build --tag orders:1.0.0" in finding.remedy


def test_an_image_that_can_be_pulled_is_no_problem() -> None:
    assert not list(doctor.images(make_local_platform(), lambda i: False, lambda i: True))


def test_a_disk_that_cannot_be_seen_is_no_problem() -> None:
    assert not list(doctor.disk(Path("/nowhere")))
