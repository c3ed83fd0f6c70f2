"""SeaweedFS as the server of objects: its command, and the users that it knows; pure.

It reads users and their rights from a file when it starts, so a user that is gone from the workload
is gone. Only S3's API can be reached from outside the container: master, volumes and filer have no
authentication.
"""

import json
from collections.abc import Mapping

import pulumi

from components.local.data.object_server import ADMIN, OBJECTS_PORT, ObjectServer
from config.workload import Workload
from planning import object_rights

_USERS = "/etc/seaweedfs/s3.json"
_COMMAND = (
    "server",
    "-dir=/data",
    "-ip=127.0.0.1",
    "-ip.bind=127.0.0.1",
    "-master.telemetry=false",
    "-master.volumeSizeLimitMB=1024",
    # Each bucket takes several files of data, which are made when they are needed.
    "-volume.max=1000",
    "-volume.preStopSeconds=1",
    "-filer",
    "-s3",
    "-s3.ip.bind=0.0.0.0",
    f"-s3.port={OBJECTS_PORT}",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    f"-s3.config={_USERS}",
    # Users come from that file, and the setup makes the buckets.
    "-s3.iam=false",
    "-s3.autoCreateBucket=false",
    "-s3.allowDeleteBucketNotEmpty=false",
)


def server(
    name: str, workload: Workload, project: str, passwords: pulumi.Output[dict[str, str]]
) -> ObjectServer:
    """Returns the description of its container. `passwords` are by user, and include `ADMIN`'s."""
    url = f"http://127.0.0.1:{OBJECTS_PORT}/healthz"
    return ObjectServer(
        volume=f"{name}-seaweedfs",
        # Some SDKs put the bucket into the host's name.
        command=[*_COMMAND, f"-s3.domainName={name}"],
        health=f"curl -fsS -o /dev/null {url} || wget -q -O /dev/null {url}",
        files={_USERS: passwords.apply(lambda known: users(workload, project, known))},
    )


def users(workload: Workload, project: str, passwords: Mapping[str, str]) -> str:
    """Returns the file of users. It has no user named anonymous, so requests without a name are
    refused."""
    rights = {
        object_rights.user_name(project, program): object_rights.policy(uses, project)
        for program, uses in sorted(object_rights.users(workload).items())
    }
    administrator = {
        "name": ADMIN,
        "credentials": [{"accessKey": ADMIN, "secretKey": passwords[ADMIN]}],
        "actions": ["Admin"],
    }
    programs = [
        {
            "name": user,
            "credentials": [{"accessKey": user, "secretKey": passwords[user]}],
            "policyNames": [user],
        }
        for user in rights
    ]
    policies = [{"name": user, "content": json.dumps(rights[user])} for user in rights]
    content = {"identities": [administrator, *programs], "policies": policies}
    return json.dumps(content, indent=2) + "\n"
