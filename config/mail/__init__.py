"""Mail that programs send: from which addresses, and where what comes back goes."""

from config.mail.mail import Mail

__all__ = ["Mail"]
