"""Documents that several tests read, each planned once."""

from pathlib import Path

import pytest

from operations.infrastructure import pages
from operations.infrastructure.project import Project
from tests.operations.infrastructure import documents


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The shop as it is."""
    return pages.read(documents.copy(tmp_path_factory.mktemp("shop") / "project"))


@pytest.fixture(scope="session")
def shop(project: Project) -> dict[str, str]:
    """The document of the shop as it is."""
    return documents.written(project)


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one service and nothing else, on Docker and on AWS."""
    folder = documents.copy(
        tmp_path_factory.mktemp("small") / "project",
        settings={
            "staging": {
                "edge": None,
                "waf": None,
                "database": None,
                "cache": None,
                "gateway": {"jwt": None},
            },
            "dev": {"gateway": {"jwt": None}},
        },
    )
    (folder / "Pulumi.prod.yaml").unlink()
    service = {"image": "web:1.0.0", "port": 3000, "routes": [{"paths": ["/"], "auth": "none"}]}
    documents.write(folder / "config" / "workload.yaml", {"services": {"web": service}})
    return folder


@pytest.fixture(scope="session")
def small(small_folder: Path) -> dict[str, str]:
    """The document of that project."""
    return documents.document(small_folder)
