"""The files that a project lacks to be built by whoever unpacks it: package.json, the lock file that fits, and a page
that says how."""

import json
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic_core import from_json

PACKAGE_FILE: Final = "package.json"
LOCK_FILE: Final = "package-lock.json"
_LOCK: Final = Path(__file__).with_name(LOCK_FILE)
"""Made from the default template's package.json by `npm install --package-lock-only`. Not part of the template: it
would make each project's first pack ten times as large (37 KB instead of 4), for the few that are ever downloaded."""
_OTHER_LOCKS: Final = frozenset({LOCK_FILE, "npm-shrinkwrap.json"})
_LOCKED_FIELDS: Final = (
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "peerDependencies",
    "bundleDependencies",
    "bundledDependencies",
    "overrides",
    "workspaces",
)
"""What `npm ci` compares with the lock file."""
_PAGES: Final = ("README.md", "STORYDREAM.md")

_PAGE: Final = """# {title}

A [Remotion](https://www.remotion.dev) project, as it was in StoryDream at version `{version}`.
With Node.js 20 or newer:

```sh
{install}
npx remotion render   # writes the video to out/
npx remotion studio   # shows it, and follows as you edit
```

Remotion fetches a browser of its own the first time. To use one that is installed:

```sh
npx remotion render --browser-executable="$(command -v chromium)"
```

Remotion is source-available: larger companies need a [licence](https://www.remotion.dev/license) to use it.
"""


def additions(
    title: str, version: str, paths: Collection[str], package: bytes | None, missing: Mapping[str, str]
) -> dict[str, bytes]:
    """→ the files to add, by path. `paths` are the project's own, `package` is its package.json; `missing` says of each
    upload that isn't there why, by path."""
    added: dict[str, bytes] = {}
    if package is None:
        added[PACKAGE_FILE] = _own_package()
    own_lock = not _OTHER_LOCKS.isdisjoint(paths)
    if not own_lock and (package is None or _fits(package)):
        added[LOCK_FILE] = _LOCK.read_bytes()
    page = _free_page(paths)
    if page is not None:
        install = "npm ci" if own_lock or LOCK_FILE in added else "npm install"
        text = _PAGE.format(title=_in_line(title), version=version, install=install)
        added[page] = (text + _told(missing)).encode()
    return added


def _fits(package: bytes) -> bool:
    """Whether our lock file is one for this package.json."""
    try:
        told = from_json(package)
    except ValueError:
        return False
    ours = _locked()
    return isinstance(told, dict) and all((told.get(key) or None) == ours.get(key) for key in _LOCKED_FIELDS)


def _own_package() -> bytes:
    package = {"private": True, "type": "module", **_locked()}
    return (json.dumps(package, indent=2) + "\n").encode()


@cache
def _locked() -> dict[str, Any]:
    """What the lock file says of the package.json that it was made from."""
    root: dict[str, Any] = json.loads(_LOCK.read_bytes())["packages"][""]
    return root


def _free_page(paths: Collection[str]) -> str | None:
    taken = {path.lower() for path in paths}
    return next((page for page in _PAGES if page.lower() not in taken), None)


def _told(missing: Mapping[str, str]) -> str:
    if not missing:
        return ""
    lines = "".join(f"- `{_in_line(name)}` {why}\n" for name, why in missing.items())
    return f"\n## Uploads that are missing here\n{lines}"


def _in_line(text: str) -> str:
    """Somebody's text, so that it can't leave its place in the page."""
    return " ".join("".join(char if char.isprintable() and char != "`" else " " for char in text).split())[:200]
