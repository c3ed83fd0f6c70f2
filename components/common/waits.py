"""How long `up` waits for AWS where the provider's own limit can be too short.

What the provider gives up goes on at AWS, and the state no longer says what is there. A limit costs
nothing while AWS is faster.
"""

import pulumi

BACKUP_COPIES = pulumi.CustomTimeouts(create="3h", delete="3h")
"""The first copy of the automated backups, and so of the whole storage, to another region. The
provider waits 75 minutes."""

CACHE = pulumi.CustomTimeouts(create="90m", update="2h", delete="90m")
"""A change of the node type fills large nodes from each other, one after the other; a final
snapshot is part of a deletion. The provider waits 60, 40 and 45 minutes."""

CACHE_USERS = pulumi.CustomTimeouts(create="20m", update="20m", delete="20m")
"""A change of a user is carried to every node before the next one. The provider waits 5 minutes."""

DATABASE = pulumi.CustomTimeouts(create="2h", update="4h", delete="2h")
"""The copy for a standby, or more storage, takes hours for some hundred GiB. The provider waits 50,
80 and 60 minutes."""

LIFECYCLE_RULES = pulumi.CustomTimeouts(create="15m", update="15m")
"""Until S3 gives new rules back ten times in a row. The provider's three minutes are not always
enough: github.com/hashicorp/terraform-provider-aws/issues/25939 and 41199."""

VPC_ORIGIN = pulumi.CustomTimeouts(create="60m", update="60m", delete="60m")
"""Until CloudFront has it everywhere, 5 to 15 minutes and sometimes more. The provider waits 15,
and what it gives up creating is in no state: it has to be deleted by hand.
github.com/terraform-aws-modules/terraform-aws-cloudfront/issues/163"""
