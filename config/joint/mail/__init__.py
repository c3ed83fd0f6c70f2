"""Mail of the workload, held against its programs, queues and hosts."""

from config.joint.mail.mail_checks import mail_problems, unsent_mail

__all__ = ["mail_problems", "unsent_mail"]
