"""One pod for all attacks; what they leave behind is part of the test."""

import shutil
from collections.abc import Iterator

import pytest

from tests.redteam.victim import Victim, running_victim


@pytest.fixture(scope="package")
def victim() -> Iterator[Victim]:
    if shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed: nothing is promised (docs/security.md)")
    with running_victim() as victim:
        yield victim
        assert victim.shell("echo well").endswith("well\n"), "the pod is as good as new after all of it"
