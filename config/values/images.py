"""Image references: the ones kept in this platform's registry, and their names there."""


def _split(image: str) -> tuple[str, str | None]:
    """Returns the name, and the version after `:` or `@` if there is one."""
    if "@" in image:
        name, digest = image.split("@", 1)
        return name.rsplit(":", 1)[0] if ":" in name.rsplit("/", 1)[-1] else name, digest
    if ":" in image.rsplit("/", 1)[-1]:
        name, tag = image.rsplit(":", 1)
        return name, tag
    return image, None


def repository(image: str) -> str | None:
    """Returns the repository of an image that this platform keeps. None for one with a registry's
    host.

    As in Docker, the part before the first slash is a host if it has a dot or a port, or is
    `localhost`. Docker Hub's own images are written with their host: docker.io/library/nginx.
    """
    name, _ = _split(image)
    host, slash, _ = name.partition("/")
    has_host = bool(slash) and ("." in host or ":" in host or host == "localhost")
    return None if has_host else name


def registry_host(account_id: str, region: str) -> str:
    """Returns the host of an account's registry in a region."""
    return f"{account_id}.dkr.ecr.{region}.amazonaws.com"


def in_account(image: str, account_id: str, region: str) -> str | None:
    """Returns the repository of an image whose reference names this account's registry in this
    region. None for any other image. Plinth does not keep this repository; it may be a mirror.

    >>> image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/postgres:16"
    >>> in_account(image, "111122223333", "eu-west-1")
    'postgres'
    """
    name, _ = _split(image)
    host, _, rest = name.partition("/")
    return rest if host == registry_host(account_id, region) else None


def version(image: str) -> str | None:
    """Returns the tag or digest in a reference, or None."""
    return _split(image)[1]


def resolve(image: str, registry: str, versions: dict[str, str]) -> str:
    """Returns the reference that a container runtime pulls.

    `registry` is the address of this platform's repositories; `versions` come from the stack file
    and win over the workload's.
    """
    name = repository(image)
    if name is None:
        return image
    tag = versions.get(name) or version(image)
    separator = "@" if tag and tag.startswith("sha256:") else ":"
    return f"{registry}/{name}{separator}{tag}"
