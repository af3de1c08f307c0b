"""The git command, where libgit2 can't do what is needed: repacking well, bundles, talking to git clients."""

import os
import subprocess
from pathlib import Path
from typing import Final

from common.errors import Unavailable

TIMEOUT_SECONDS: Final = 120.0


def git_environment() -> dict[str, str]:
    """What a git of ours is told: where programs are, and nothing of this process' secrets or this machine's
    settings."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_TERMINAL_PROMPT": "0",
    }


def run_git(git_dir: Path, *arguments: str, given: bytes = b"", timeout: float = TIMEOUT_SECONDS) -> bytes:
    """Run git on a repository with `given` as its input → its output. Raises Unavailable when it fails, takes longer
    than `timeout` seconds, or isn't installed."""
    command = ["git", "--git-dir", str(git_dir), *arguments]
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, timeout=timeout, check=True, env=git_environment()
        )
    except FileNotFoundError as error:
        raise Unavailable("git is not installed here.") from error
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        said = (error.stderr or b"").decode(errors="replace").strip()[-300:]
        raise Unavailable(f"git {arguments[0]} did not succeed: {said or type(error).__name__}") from error
    return done.stdout
