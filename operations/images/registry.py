"""A registry of images, queried by the distribution API for its tags and their digests.

Source: github.com/opencontainers/distribution-spec. Access is anonymous, because the images are
public.
"""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from email.message import Message

from operations.errors import OperationError

_HUB = "registry-1.docker.io"
_SECONDS = 20
_MANIFESTS = ", ".join(
    [
        # An index comes first, because its digest is the same for all architectures.
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ]
)


class Repository:
    """Repository of one image in its registry."""

    def __init__(self, image: str) -> None:
        host, slash, name = image.partition("/")
        if not slash or not ("." in host or ":" in host or host == "localhost"):
            host, name = _HUB, image if slash else f"library/{image}"
        # Like Docker, this accepts a registry without TLS on this machine.
        plain = host.split(":")[0] in ("localhost", "127.0.0.1")
        self._host, self._name = host, name
        self._base = f"{'http' if plain else 'https'}://{host}"
        self._token = ""

    def tags(self) -> Iterator[str]:
        """Yields all tags, page by page."""
        path = f"/v2/{self._name}/tags/list?n=1000"
        while path:
            headers, body = self._ask("GET", path)
            yield from json.loads(body).get("tags") or ()
            path = _next(headers.get("Link", ""))

    def digest(self, tag: str) -> str:
        """Returns the digest of the image that a tag names now."""
        headers, _ = self._ask("HEAD", f"/v2/{self._name}/manifests/{tag}")
        if found := headers.get("Docker-Content-Digest"):
            return str(found)
        raise OperationError(f"{self._host} gives no digest for {self._name}:{tag}")

    def _ask(self, method: str, path: str) -> tuple[Message, bytes]:
        try:
            return self._once(method, path)
        except urllib.error.HTTPError as error:
            if error.code != 401 or self._token:
                raise self._refused(error) from None
            self._token = self._login(error.headers.get("WWW-Authenticate", ""))
        try:
            return self._once(method, path)
        except urllib.error.HTTPError as error:
            raise self._refused(error) from None

    def _once(self, method: str, path: str) -> tuple[Message, bytes]:
        headers = {"Accept": _MANIFESTS}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(self._base + path, headers=headers, method=method)
        return self._open(request)

    def _open(self, request: urllib.request.Request) -> tuple[Message, bytes]:
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
                return answer.headers, answer.read()
        except urllib.error.HTTPError:
            raise
        except (urllib.error.URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise OperationError(
                f"{self._host} cannot be reached: {reason}",
                remedy="this needs the internet, or the mirror that docker.images names",
            ) from None

    def _login(self, challenge: str) -> str:
        """Returns an anonymous token from the address that the registry names."""
        said = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
        if "realm" not in said:
            raise OperationError(f"{self._host} requires a login for {self._name}")
        query = {"service": said.get("service", ""), "scope": f"repository:{self._name}:pull"}
        url = f"{said['realm']}?{urllib.parse.urlencode(query)}"
        try:
            _, body = self._open(urllib.request.Request(url))
        except urllib.error.HTTPError as error:
            raise self._refused(error) from None
        found = json.loads(body)
        return str(found.get("token") or found.get("access_token") or "")

    def _refused(self, error: urllib.error.HTTPError) -> OperationError:
        return OperationError(f"{self._host} answers {error.code} {error.reason} to {self._name}")


def _next(link: str) -> str:
    """Returns the path of the next page, from a header such as `</v2/...>; rel="next"`."""
    found = re.match(r'<([^>]+)>;\s*rel="next"', link)
    if found is None:
        return ""
    parts = urllib.parse.urlsplit(found[1])
    return f"{parts.path}?{parts.query}"
