"""Things that exist before an environment is made, and that it uses by their IDs."""

from config.existing.arns import AuthorityArn, place_problem
from config.existing.existing_buckets import ExistingBucket, bucket_problems
from config.existing.existing_databases import ExistingDatabaseServer
from config.existing.existing_settings import ExistingCertificates, ExistingKeys, ExistingSettings

__all__ = [
    "AuthorityArn",
    "ExistingBucket",
    "ExistingCertificates",
    "ExistingDatabaseServer",
    "ExistingKeys",
    "ExistingSettings",
    "bucket_problems",
    "place_problem",
]
