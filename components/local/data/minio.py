"""MinIO as the server of objects, for environments that have it: its command, and the script that
makes its users; pure.

Its project is archived and its images are frozen (quay.io has them), so new environments use
another server.
"""

import json

import pulumi

from components.local.data.object_server import ADMIN, CONSOLE_PORT, OBJECTS_PORT, ObjectServer
from config.workload import Workload, variable
from planning import object_rights

POLICIES = "/policies"


def server(name: str, passwords: pulumi.Output[dict[str, str]]) -> ObjectServer:
    """Returns the description of its container. `passwords` are by user, and include `ADMIN`'s."""
    return ObjectServer(
        volume=name,
        command=["server", "/data", "--console-address", f":{CONSOLE_PORT}"],
        health=f"curl -fsS http://127.0.0.1:{OBJECTS_PORT}/minio/health/live || mc ready local",
        variables={
            "MINIO_DOMAIN": name,
            "MINIO_ROOT_PASSWORD": passwords[ADMIN],
            "MINIO_ROOT_USER": ADMIN,
        },
        has_console=True,
    )


def password_variable(program: str) -> str:
    """Returns the environment variable from which the script takes a program's key."""
    return f"{variable(program)}_PASSWORD"


def files(workload: Workload, project: str) -> dict[str, str]:
    """Returns the content of the policies' files by path."""
    return {
        f"{POLICIES}/{program}.json": json.dumps(object_rights.policy(uses, project), indent=2)
        + "\n"
        for program, uses in sorted(object_rights.users(workload).items())
    }


def script(workload: Workload, project: str) -> str:
    """Returns a script for `sh` with MinIO's client, whose server is called `local`; it is safe to
    run again. It removes users that are gone from the workload."""
    programs = sorted(object_rights.users(workload))
    declared = "|".join(object_rights.user_name(project, program) for program in programs)
    lines = ["set -eu"]
    for program in programs:
        user = object_rights.user_name(project, program)
        lines += [
            f'mc admin user add local {user} "${password_variable(program)}"',
            f"mc admin policy create local {user} {POLICIES}/{program}.json",
            # Attaching a policy twice is an error, and so is detaching one that is not attached.
            f"mc admin policy detach local {user} --user {user} >/dev/null 2>&1 || true",
            f"mc admin policy attach local {user} --user {user}",
        ]
    lines += [
        "mc admin user list local --json | while read -r line; do",
        '  rest="${line#*\\"accessKey\\":\\"}"',
        '  user="${rest%%\\"*}"',
        '  case "$user" in',
        *([f"    {declared}) ;;"] if declared else []),
        f'    {project}-*) mc admin user remove local "$user" ;;',
        "  esac",
        "done",
    ]
    return "\n".join(lines) + "\n"
