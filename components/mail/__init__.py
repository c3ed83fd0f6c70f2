"""Mail that programs send."""

from components.mail.mail import Mail, MailArgs

__all__ = ["Mail", "MailArgs"]
