from dataclasses import dataclass

import pytest

from config import CloudPlatform
from operations.alarms.trial import Alarms, alarm
from operations.plan import Resources
from operations.pulumi_cli import cloud_platform
from tests.documents import document_in
from tests.factories import SHOP


@dataclass(frozen=True)
class Planned:
    """A stack of the example, planned."""

    platform: CloudPlatform
    resources: Resources
    alarms: Alarms


def planned(stack: str) -> Planned:
    resources = Resources(document_in(SHOP, stack))
    return Planned(cloud_platform(SHOP, stack), resources, alarm.planned(resources))


@pytest.fixture(scope="package")
def prod() -> Planned:
    return planned("prod")
