"""Names: the hosted zone, its records and certificates."""

from components.dns.certificate import Certificate, CertificateArgs
from components.dns.dns import AliasTarget, DnsRecords, DnsRecordsArgs
from components.dns.existing_certificate import ExistingCertificate, ExistingCertificateArgs
from components.dns.hosted_zone import HostedZone, HostedZoneArgs
from components.dns.private_zone import PrivateZone, PrivateZoneArgs

__all__ = [
    "AliasTarget",
    "Certificate",
    "CertificateArgs",
    "DnsRecords",
    "DnsRecordsArgs",
    "ExistingCertificate",
    "ExistingCertificateArgs",
    "HostedZone",
    "HostedZoneArgs",
    "PrivateZone",
    "PrivateZoneArgs",
]
