"""Makes the buckets that the workload declares, by S3's API: versions, locks, public ones. It runs
in a container, alone, with Python's own library, against any server that speaks S3.

A bucket that is no longer declared is removed if it is empty. Otherwise it stays, and is told by a
line that begins with `left: `; with REMOVE=1 it goes with all its objects.
"""

import datetime
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from typing import Any

_REGION = "us-east-1"
_SECONDS_TO_ANSWER = 60
_NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"


class Store:
    """S3's API of one server, as its administrator."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._url, self._user, self._password = url.rstrip("/"), user, password
        self._host = urllib.parse.urlsplit(url).netloc
        # Only ever this environment: what the machine says of proxies does not count.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def buckets(self) -> list[str]:
        """The names of all."""
        found = ElementTree.fromstring(self.ask("GET", "/"))
        return [each.text or "" for each in found.iter(f"{_NAMESPACE}Name")]

    def versions(self, bucket: str) -> list[tuple[str, str]]:
        """Key and version of the next objects and delete markers, a thousand at most."""
        found = ElementTree.fromstring(self.ask("GET", f"/{bucket}", {"versions": ""}))
        return [
            (each.findtext(f"{_NAMESPACE}Key", ""), each.findtext(f"{_NAMESPACE}VersionId", ""))
            for kind in ("Version", "DeleteMarker")
            for each in found.iter(f"{_NAMESPACE}{kind}")
        ]

    def ask(
        self,
        method: str,
        path: str,
        query: dict[str, str] | None = None,
        body: str = "",
        **headers: str,
    ) -> bytes:
        """The body of an answer; a header's underscores are its hyphens."""
        data, quoted = body.encode(), urllib.parse.quote(path, safe="/-_.~")
        asked = "&".join(
            f"{urllib.parse.quote(key, safe='-_.~')}={urllib.parse.quote(value, safe='-_.~')}"
            for key, value in sorted((query or {}).items())
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        signed = self._signed(method, quoted, asked, data, named)
        request = urllib.request.Request(
            f"{self._url}{quoted}?{asked}", data=data or None, headers=signed, method=method
        )
        with self._opener.open(request, timeout=30) as answer:
            content: bytes = answer.read()
        return content

    def wait(self) -> None:
        """Until it answers."""
        until = time.monotonic() + _SECONDS_TO_ANSWER
        while True:
            try:
                self.buckets()
            except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
                # A server that has just started may not know its users yet.
                if time.monotonic() > until:
                    raise error
                time.sleep(1)
            else:
                return

    def _signed(
        self, method: str, path: str, query: str, data: bytes, headers: dict[str, str]
    ) -> dict[str, str]:
        """Signature Version 4: docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth"""
        now = datetime.datetime.now(datetime.UTC)
        digest = hashlib.sha256(data).hexdigest()
        all_ = {
            **headers,
            "host": self._host,
            "x-amz-content-sha256": digest,
            "x-amz-date": now.strftime("%Y%m%dT%H%M%SZ"),
        }
        names = ";".join(sorted(all_))
        lines = "".join(f"{name}:{all_[name]}\n" for name in sorted(all_))
        request = "\n".join([method, path, query, lines, names, digest])
        scope = f"{now:%Y%m%d}/{_REGION}/s3/aws4_request"
        hashed = hashlib.sha256(request.encode()).hexdigest()
        text = "\n".join(["AWS4-HMAC-SHA256", all_["x-amz-date"], scope, hashed])
        key = f"AWS4{self._password}".encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        credential = f"Credential={self._user}/{scope}"
        return {
            **all_,
            "authorization": f"AWS4-HMAC-SHA256 {credential}, SignedHeaders={names}, "
            f"Signature={signature}",
        }


def reconcile(store: Store, plan: dict[str, Any], *, remove: bool) -> Iterator[str]:
    """Makes what is declared, removes what is not; yields what it left alone, and why."""
    there = store.buckets()
    for name, bucket in plan["buckets"].items():
        _make(store, name, bucket, exists=name in there)
    for name in there:
        if name in plan["buckets"] or not name.startswith(plan["prefix"]):
            continue
        if store.versions(name) and not remove:
            yield f"the bucket {name} is no longer in the workload and holds objects"
            continue
        _empty(store, name)
        store.ask("DELETE", f"/{name}")


def _make(store: Store, name: str, bucket: dict[str, Any], *, exists: bool) -> None:
    days = bucket["lock_days"]
    if not exists:
        store.ask("PUT", f"/{name}", x_amz_bucket_object_lock_enabled="true" if days else "false")
    store.ask("PUT", f"/{name}", {"versioning": ""}, _configuration("Versioning", _ENABLED))
    if days:
        retention = f"<DefaultRetention><Mode>GOVERNANCE</Mode><Days>{days}</Days>"
        rule = f"<Rule>{retention}</DefaultRetention></Rule>"
        store.ask(
            "PUT", f"/{name}", {"object-lock": ""}, _configuration("ObjectLock", _LOCK + rule)
        )
    elif _is_locked(store, name):
        # A lock is for ever; what is written from now on is not held.
        store.ask("PUT", f"/{name}", {"object-lock": ""}, _configuration("ObjectLock", _LOCK))
    if bucket["public"]:
        store.ask("PUT", f"/{name}", {"policy": ""}, json.dumps(_everybody_reads(name)))
    else:
        _forget(store, name, "policy")


_ENABLED = "<Status>Enabled</Status>"
_LOCK = "<ObjectLockEnabled>Enabled</ObjectLockEnabled>"


def _configuration(kind: str, content: str) -> str:
    namespace = _NAMESPACE.strip("{}")
    return f'<{kind}Configuration xmlns="{namespace}">{content}</{kind}Configuration>'


def _everybody_reads(name: str) -> dict[str, Any]:
    """The gateway serves it, as CloudFront does on AWS."""
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject"],
        "Resource": [f"arn:aws:s3:::{name}/*"],
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _is_locked(store: Store, name: str) -> bool:
    try:
        return b"<Rule>" in store.ask("GET", f"/{name}", {"object-lock": ""})
    except urllib.error.HTTPError as error:
        if error.code not in (400, 404):
            raise
        return False


def _forget(store: Store, name: str, part: str) -> None:
    try:
        store.ask("DELETE", f"/{name}", {part: ""})
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise


def _empty(store: Store, name: str) -> None:
    while found := store.versions(name):
        for key, version in found:
            known = {"versionId": version} if version else {}
            store.ask("DELETE", f"/{name}/{key}", known, x_amz_bypass_governance_retention="true")


def main() -> None:
    """Reads the plan that is named first among the arguments."""
    with open(sys.argv[1], encoding="utf-8") as file:
        plan: dict[str, Any] = json.load(file)
    url = os.environ["OBJECTS_URL"]
    store = Store(url, os.environ["OBJECTS_USER"], os.environ["OBJECTS_PASSWORD"])
    try:
        store.wait()
        for left in reconcile(store, plan, remove=bool(os.environ.get("REMOVE"))):
            print(f"left: {left}", flush=True)
    except urllib.error.HTTPError as error:
        said = error.read().decode(errors="replace")[:2000]
        sys.exit(f"{error.url}: {error.code} {error.reason}: {said}")
    except (urllib.error.URLError, OSError) as error:
        sys.exit(f"{url} does not answer: {error}")


if __name__ == "__main__":
    main()
