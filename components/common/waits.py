"""Limits on the time that `up` waits for AWS, for changes that can outlast the provider's own
limit.

When the provider gives up, the change goes on at AWS, and the state no longer matches. A longer
limit costs nothing while AWS is faster.
"""

import pulumi

BACKUP_COPIES = pulumi.CustomTimeouts(create="3h", delete="3h")
"""The first copy of the automated backups to another region, which includes the whole storage. The
provider waits 75 minutes."""

BALANCER_CAPACITY = pulumi.CustomTimeouts(create="3h", update="3h")
"""A reservation of capacity units, which AWS fulfils in minutes, or in hours if a zone has none to
give. The provider waits 10 minutes.
docs.aws.amazon.com/elasticloadbalancing/latest/application/request-capacity-unit-reservation.html"""

CACHE = pulumi.CustomTimeouts(create="90m", update="2h", delete="90m")
"""Changes of a cache. A new node type fills large nodes from each other, one after the other; a
deletion includes a final snapshot. The provider waits 60, 40 and 45 minutes."""

CACHE_USERS = pulumi.CustomTimeouts(create="20m", update="20m", delete="20m")
"""Changes of a cache's user, each of which is carried to every node before the next one. The
provider waits 5 minutes."""

DATABASE = pulumi.CustomTimeouts(create="2h", update="4h", delete="2h")
"""Changes of a database. The copy for a standby, or more storage, takes hours for some hundred GiB.
The provider waits 50, 80 and 60 minutes."""

LIFECYCLE_RULES = pulumi.CustomTimeouts(create="15m", update="15m")
"""Changes of lifecycle rules, until S3 returns the new rules ten times in a row. The provider's
three minutes are not always enough:
github.com/hashicorp/terraform-provider-aws/issues/25939 and 41199."""

SEARCH = pulumi.CustomTimeouts(create="2h", update="12h", delete="2h")
"""Changes of a search engine. New nodes are built beside the old ones and all indexes move, which
takes hours for some hundred GiB. The provider waits 2 hours, 3 hours and 90 minutes."""

VPC_ORIGIN = pulumi.CustomTimeouts(create="60m", update="60m", delete="60m")
"""Changes of a VPC origin, until CloudFront has it everywhere: 5 to 15 minutes and sometimes more.
The provider waits 15. An origin whose creation it gave up is in no state and must be deleted by
hand.
github.com/terraform-aws-modules/terraform-aws-cloudfront/issues/163"""
