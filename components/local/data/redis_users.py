"""Writes Redis's access list: a user for each program, which sees its own keys only; pure."""

import hashlib
from collections.abc import Mapping

ADMIN = "platform"


def access_list(passwords: Mapping[str, str]) -> str:
    """Returns the content of the `aclfile`. `passwords` are by user, and include `ADMIN`'s.

    As on AWS (`components/data/cache/cache_users.py`), a program has the keys below `<name>:` and
    no command that is dangerous to others. The user `default`, which needs no name, is off.
    """
    lines = ["user default off"]
    for user in sorted(passwords):
        digest = hashlib.sha256(passwords[user].encode()).hexdigest()
        rights = "~* &* +@all" if user == ADMIN else access(user)
        lines.append(f"user {user} on #{digest} {rights}")
    return "\n".join(lines) + "\n"


def access(program: str) -> str:
    """Returns the rights of a program. Redis counts INFO as dangerous, but clients ask for it."""
    return f"~{program}:* &{program}:* +@all -@dangerous +info"
