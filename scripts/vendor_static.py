"""Fetch the front end's third-party files from npm, pinned and checked, into `static/vendor/`. Run it to upgrade; the files are committed.

Each entry names a package, its version, npm's own sha512 of the tarball, and which of its files go where.
"""

import base64
import hashlib
import io
import sys
import tarfile
import urllib.request
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
REGISTRY = "https://registry.npmjs.org"

PACKAGES = [
    {
        "name": "htmx.org",
        "version": "2.0.11",
        "sha512": "Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
        "files": {"package/dist/htmx.min.js": "htmx.min.js", "package/LICENSE": "LICENSE-htmx.txt"},
    },
]


def fetch(name: str, version: str, sha512: str) -> bytes:
    """The package's tarball.

    Raises:
        SystemExit: its checksum is not the pinned one.
    """
    with urllib.request.urlopen(f"{REGISTRY}/{name}/-/{name}-{version}.tgz", timeout=60) as answer:
        tarball = answer.read()
    found = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if found != sha512:
        sys.exit(f"{name} {version}: the checksum is {found}, not the pinned one")
    return tarball


def main() -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    sums = []
    for package in PACKAGES:
        tarball = fetch(package["name"], package["version"], package["sha512"])
        with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
            for member, target in package["files"].items():
                content = archive.extractfile(member)
                if content is None:
                    sys.exit(f"{package['name']}: no file {member}")
                data = content.read()
                (VENDOR / target).write_bytes(data)
                sums.append(f"{hashlib.sha256(data).hexdigest()}  {target}  {package['name']}@{package['version']}")
    (VENDOR / "SHA256SUMS").write_text("\n".join(sums) + "\n")
    sys.stdout.write("\n".join(sums) + "\n")


if __name__ == "__main__":
    main()
