"""`make gallery`: every page and state of the web app as the journeys meet it, pictured into docs/ui with an index."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[2]
_FOLDER: Final = _ROOT / "docs/ui"
_INDEX: Final = """# How StoryDream looks

Every page and state that the journeys in `tests/e2e` stop to look at; `make gallery` takes the pictures anew. Each is
judged by axe on the way: no serious finding, in any of them.

"""


def main() -> int:
    """0 when all journeys passed; pictures of states that are no more are gone afterwards."""
    journeys = [str(file) for file in sorted(Path(__file__).parent.glob("test_*.py")) if "look(" in file.read_text()]
    for old in _FOLDER.glob("*.webp"):
        old.unlink()
    environment = {**os.environ, "STORYDREAM_GALLERY": str(_FOLDER)}
    run = subprocess.run([sys.executable, "-m", "pytest", "-q", *journeys], cwd=_ROOT, env=environment, check=False)
    (_FOLDER / "README.md").write_text(_INDEX + "\n".join(_sections(sorted(_FOLDER.glob("*.webp")))))
    return run.returncode


def _sections(pictures: list[Path]) -> list[str]:
    names: dict[str, list[Path]] = {}
    for picture in pictures:
        names.setdefault(re.sub(r"-(dark|light|phone)$", "", picture.stem), []).append(picture)
    return [
        f"## {name.replace('-', ' ').capitalize()}\n\n"
        + "\n".join(f'<img src="{one.name}" alt="{one.stem}" width="{_width(one)}">' for one in of_it)
        + "\n"
        for name, of_it in names.items()
    ]


def _width(picture: Path) -> int:
    return 130 if picture.stem.endswith("-phone") else 420


if __name__ == "__main__":
    raise SystemExit(main())
