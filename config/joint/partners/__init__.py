"""Partners of the settings and of the workload, held against each other."""

from config.joint.partners.partner_checks import outside_notices, partner_notices, partner_problems

__all__ = ["outside_notices", "partner_notices", "partner_problems"]
