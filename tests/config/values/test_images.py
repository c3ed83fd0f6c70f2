"""Which images are ours, and what they are called where they are pulled from."""

import pytest

from config.values.images import repository, resolve, version

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("image", "name", "tag"),
    [
        ("orders:1.4.2", "orders", "1.4.2"),
        ("orders", "orders", None),
        ("team/orders:1", "team/orders", "1"),
        (f"orders@{DIGEST}", "orders", DIGEST),
        (f"orders:1@{DIGEST}", "orders", DIGEST),
        ("public.ecr.aws/nginx/nginx:1.27", None, "1.27"),
        ("localhost:5000/orders", None, None),
        ("localhost/orders:2", None, "2"),
        ("docker.io/library/nginx", None, None),
    ],
)
def test_an_image_with_a_registrys_host_is_not_ours(
    image: str, name: str | None, tag: str | None
) -> None:
    assert repository(image) == name
    assert version(image) == tag


@pytest.mark.parametrize(
    ("image", "versions", "reference"),
    [
        ("orders:1", {}, "host/orders:1"),
        ("orders:1", {"orders": "2"}, "host/orders:2"),
        ("orders:1", {"orders": DIGEST}, f"host/orders@{DIGEST}"),
        (f"orders@{DIGEST}", {}, f"host/orders@{DIGEST}"),
        ("public.ecr.aws/nginx/nginx:1.27", {"nginx": "2"}, "public.ecr.aws/nginx/nginx:1.27"),
    ],
)
def test_the_stack_files_version_wins(image: str, versions: dict[str, str], reference: str) -> None:
    assert resolve(image, "host", versions) == reference
