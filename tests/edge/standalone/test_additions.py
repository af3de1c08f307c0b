"""What a download adds fits the packages that the preview plays with."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from edge.standalone import additions as module
from edge.standalone.additions import LOCK_FILE, PACKAGE_FILE, additions

ROOT = Path(__file__).resolve().parents[3]
TEMPLATE = (ROOT / "templates/default" / PACKAGE_FILE).read_bytes()
IMAGE = ROOT / "session_pod/image"
LOCK = (Path(module.__file__).with_name(LOCK_FILE)).read_bytes()


def _json(content: bytes) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(content)
    return value


def _importable() -> set[str]:
    """The packages that a video may import, as the pod's image pre-bundles them; the studio is no part of a video."""
    listed = (IMAGE / "platform/prebundled.ts").read_text().partition("PREBUNDLED")[2]
    names = re.findall(r"'((?:@[\w-]+/)?[\w-]+)(?:/[\w/-]+)?'", listed)
    return {*names} - {"@remotion/studio"}


def test_the_template_offers_what_the_pod_offers_in_the_same_versions() -> None:
    image = _json((IMAGE / PACKAGE_FILE).read_bytes())["dependencies"]
    package = _json(TEMPLATE)
    assert len(_importable()) >= 10
    assert {name: image[name] for name in _importable()} == {
        name: version for name, version in package["dependencies"].items() if name != "@remotion/cli"
    }
    assert package["dependencies"]["@remotion/cli"] == image["remotion"]
    assert package["devDependencies"].items() <= image.items()


def test_the_lock_file_fits_the_template_and_names_no_host() -> None:
    """After a change of versions: `npm install --package-lock-only --omit-lockfile-registry-resolved` beside a copy of
    the template's package.json makes the lock file anew."""
    lock, package = _json(LOCK), _json(TEMPLATE)
    for field in ("name", "dependencies", "devDependencies"):
        assert lock["packages"][""][field] == package[field]
    entries = [entry for path, entry in lock["packages"].items() if path]
    assert len(entries) > 200
    assert all(entry["integrity"].startswith("sha512-") for entry in entries)
    assert b"resolved" not in LOCK


def test_a_project_with_the_platforms_packages_gets_the_lock_file_and_a_page() -> None:
    added = additions("Slow Coast", "abc1234", ["src/index.ts", PACKAGE_FILE], TEMPLATE, {})
    assert set(added) == {LOCK_FILE, "README.md"}
    page = added["README.md"].decode()
    assert page.startswith("# Slow Coast\n")
    assert "abc1234" in page
    assert "\nnpm ci\n" in page
    assert "missing" not in page


@pytest.mark.parametrize(
    "package",
    [
        TEMPLATE.replace(b'"three": "', b'"three": "^'),
        TEMPLATE.replace(b'"private": true', b'"overrides": {"three": "1"}'),
        TEMPLATE.replace(b'"private": true', b'"workspaces": ["a"]'),
        b"{}",
        b"[]",
        b"{",
        b"\xff",
        b'{"a":' * 100_000,
    ],
)
def test_a_project_with_packages_of_its_own_is_told_to_install_without_a_lock(package: bytes) -> None:
    added = additions("x", "abc1234", [PACKAGE_FILE], package, {})
    assert set(added) == {"README.md"}
    assert "\nnpm install\n" in added["README.md"].decode()


def test_a_lock_file_of_the_projects_own_is_kept() -> None:
    for own in (LOCK_FILE, "npm-shrinkwrap.json"):
        added = additions("x", "abc1234", [own, PACKAGE_FILE], b"{}", {})
        assert set(added) == {"README.md"}
        assert "\nnpm ci\n" in added["README.md"].decode()


def test_a_project_without_a_package_file_gets_one_that_the_lock_fits() -> None:
    added = additions("x", "abc1234", ["src/index.ts"], None, {})
    assert set(added) == {PACKAGE_FILE, LOCK_FILE, "README.md"}
    assert set(additions("x", "abc1234", [PACKAGE_FILE], added[PACKAGE_FILE], {})) == {LOCK_FILE, "README.md"}


def test_the_page_takes_no_file_of_the_project_away() -> None:
    assert "STORYDREAM.md" in additions("x", "abc1234", ["readme.md"], TEMPLATE, {})
    assert set(additions("x", "abc1234", ["ReadMe.md", "STORYDREAM.md"], TEMPLATE, {})) == {LOCK_FILE}


def test_the_page_says_what_is_missing_and_nothing_that_was_slipped_in() -> None:
    missing = {"public/uploads/a`b\n# Owned\u202e.png": "is not in storage any more"}
    page = additions("x\n\n# Owned", "abc1234", [PACKAGE_FILE], TEMPLATE, missing)["README.md"].decode()
    assert "- `public/uploads/a b # Owned .png` is not in storage any more\n" in page
    assert "\n# Owned" not in page
