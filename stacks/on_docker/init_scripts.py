"""Reads and checks the scripts of `docker.init_scripts`."""

from collections.abc import Mapping
from pathlib import Path

import pulumi

from config.values import DatabaseEngine
from config.workload import Workload

_LARGEST = 1024 * 1024
"""The most bytes that all scripts may have together: they are kept in the state. More data is for
`make restore`."""


def read(folder: Path, workload: Workload) -> dict[str, str]:
    """Returns the content of each script, by its path below the folder; nothing if there is no
    folder. Raises RunError for a file that would never run."""
    if not folder.is_dir():
        return {}
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and path.suffix != ".md"
    ]
    for path in files:
        if path.suffix not in (".sql", ".sh"):
            raise pulumi.RunError(f"{path}: is neither *.sql nor *.sh, so it would never run")
    found = {str(path.relative_to(folder)): _text(path) for path in files}
    for name in found:
        parents = Path(name).parts[:-1]
        if "'" in name or len(parents) > 1 or (parents and parents[0] not in workload.databases):
            names = ", ".join(workload.databases) or "none"
            raise pulumi.RunError(
                f"{folder / name}: must be in the folder of a database ({names}), or beside those "
                "folders to run in the database postgres, or in none of MySQL's"
            )
    if sum(map(len, found.values())) > _LARGEST:
        raise pulumi.RunError(
            f"{folder}: more than 1 MiB of scripts; data of that size is for `make restore FILE=`, "
            'or psql "$(make -s connect SERVICE=database)"'
        )
    return found


def by_engine(
    scripts: Mapping[str, str], workload: Workload
) -> dict[DatabaseEngine, dict[str, str]]:
    """Returns the scripts for each engine. One beside the folders of databases is PostgreSQL's, or
    MySQL's where there is no other."""
    engines = {each.engine for each in workload.databases.values()}
    rest: DatabaseEngine = "postgres" if "postgres" in engines else "mysql"
    found: dict[DatabaseEngine, dict[str, str]] = {}
    for name, text in scripts.items():
        folder = Path(name).parent.name
        engine = workload.databases[folder].engine if folder else rest
        found.setdefault(engine, {})[name] = text
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise pulumi.RunError(f"{path}: is not UTF-8 text") from None
    except OSError as error:
        raise pulumi.RunError(f"{path}: cannot be read: {error.strerror}") from None
