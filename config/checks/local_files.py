"""Checks that this machine's files, and the content of its images, fit an environment on Docker."""

from collections.abc import Iterator
from pathlib import Path

from config.settings import LocalSettings
from config.values import Broken, KeyPath
from config.workload import Build, Workload

_CONTRIB = """
amcheck autoinc bloom bool_plperl bool_plperlu btree_gin btree_gist citext cube dblink dict_int
dict_xsyn earthdistance file_fdw fuzzystrmatch hstore hstore_plperl hstore_plperlu
hstore_plpython3u insert_username intagg intarray isn jsonb_plperl jsonb_plperlu jsonb_plpython3u
lo ltree ltree_plpython3u moddatetime pageinspect pg_buffercache pg_freespacemap pg_prewarm
pg_stat_statements pg_surgery pg_trgm pg_visibility pg_walinspect pgcrypto pgrowlocks pgstattuple
plperl plperlu plpgsql plpython3u pltcl pltclu postgres_fdw refint seg sslinfo tablefunc tcn
tsm_system_rows tsm_system_time unaccent uuid-ossp xml2
"""
CONTRIB = frozenset(_CONTRIB.split())
"""Extensions in the official images: PostgreSQL's own (postgresql.org/docs/current/contrib.html)
and the languages with which the images are built."""


def extension_problems(workload: Workload, settings: LocalSettings, stack: str) -> Iterator[Broken]:
    """Yields extensions that the database's image does not have, with paths of the workload."""
    if settings.docker.images.database is not None:
        return
    for name, database in workload.databases.items():
        for extension in database.extensions:
            if extension not in CONTRIB:
                yield Broken(
                    ("databases", name, "extensions"),
                    extension,
                    "is not in PostgreSQL's official image; name an image that has it in "
                    f"Pulumi.{stack}.yaml, under docker.images.database",
                )


def folder_problems(workload: Workload, settings: LocalSettings, folder: Path) -> Iterator[Broken]:
    """Yields builds of the workload whose files do not exist, with paths of the workload."""
    for each in workload.programs():
        own, build = settings.docker.programs.get(each.name), each.program.build
        if build and _runs(each.name, settings) and not (own and own.build):
            yield from _missing((*each.path, "build"), build, folder)


def own_folder_problems(settings: LocalSettings, folder: Path) -> Iterator[Broken]:
    """Yields builds in the settings whose files do not exist, and a file in the place of a folder,
    with paths of the stack file."""
    scripts = settings.docker.init_scripts
    if (folder / scripts).is_file():
        remedy = "is a file; name the folder in which the scripts stand"
        yield Broken(("docker", "init_scripts"), scripts, remedy)
    for name, own in settings.docker.programs.items():
        if own.build and _runs(name, settings):
            yield from _missing(("docker", "programs", name, "build"), own.build, folder)


def _runs(name: str, settings: LocalSettings) -> bool:
    """Returns true if a program is built here, unless somebody runs it on the host, or it is left
    out."""
    only = settings.docker.only
    return name not in settings.docker.on_host and (not only or name in only)


def _missing(place: KeyPath, build: Build, folder: Path) -> Iterator[Broken]:
    context = folder / build.context
    if not context.is_dir():
        remedy = "there is no such folder; it is looked for from the project's own"
        yield Broken((*place, "context"), build.context, remedy)
    elif not (context / build.dockerfile).is_file():
        remedy = f"there is no such file in {build.context}"
        yield Broken((*place, "dockerfile"), build.dockerfile, remedy)
