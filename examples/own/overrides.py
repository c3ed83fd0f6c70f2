"""An example of a team's own/overrides.py: one argument of the database's primary."""

from collections.abc import Sequence

import pulumi_aws as aws

from extension import Override

OVERRIDES: Sequence[Override] = [
    Override(
        resource=aws.rds.Instance,
        name="database",
        arguments={"ca_cert_identifier": "rds-ca-ecc384-g1"},
        reason="Our clients trust the authority with elliptic curves only.",
    ),
]
