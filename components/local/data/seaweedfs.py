"""SeaweedFS as the server of objects: its command, and the users it knows; pure.

Users and what each may do stand in a file that it reads when it starts, so one that is gone from
the workload is gone. Of its parts only S3's API is reached from outside of the container: master,
volumes and filer ask nobody who they are.
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
    # Each bucket takes several files of data, made when they are needed.
    "-volume.max=1000",
    "-volume.preStopSeconds=1",
    "-filer",
    "-s3",
    "-s3.ip.bind=0.0.0.0",
    f"-s3.port={OBJECTS_PORT}",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    f"-s3.config={_USERS}",
    # Users are in that file, and buckets are the setup's.
    "-s3.iam=false",
    "-s3.autoCreateBucket=false",
    "-s3.allowDeleteBucketNotEmpty=false",
)


def server(
    name: str, workload: Workload, project: str, passwords: pulumi.Output[dict[str, str]]
) -> ObjectServer:
    """Its container; passwords by user, `ADMIN` among them."""
    url = f"http://127.0.0.1:{OBJECTS_PORT}/healthz"
    return ObjectServer(
        volume=f"{name}-seaweedfs",
        # Some SDKs put the bucket into the host's name.
        command=[*_COMMAND, f"-s3.domainName={name}"],
        health=f"curl -fsS -o /dev/null {url} || wget -q -O /dev/null {url}",
        files={_USERS: passwords.apply(lambda known: users(workload, project, known))},
    )


def users(workload: Workload, project: str, passwords: Mapping[str, str]) -> str:
    """The file of users. Without one named anonymous, nobody is let in who gives no name."""
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
