"""What a Dockerfile's last stage says, read from the file: no image can be built where the tests run."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCKERFILES = sorted(
    path for path in ROOT.glob("**/Dockerfile") if not {"node_modules", ".venv"} & set(path.relative_to(ROOT).parts)
)
_ASSIGNMENT = re.compile(r'(\w+)=("[^"]*"|\S+)')


@dataclass
class Image:
    """`copies` are (source, absolute target). Of all stages: `bases`, `runs`, and `context`, what is copied from the
    repository."""

    env: dict[str, str] = field(default_factory=dict)
    workdir: str = "/"
    user: str = ""
    command: list[str] = field(default_factory=list)
    copies: list[tuple[str, str]] = field(default_factory=list)
    bases: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    context: list[str] = field(default_factory=list)


def read_image(path: Path) -> Image:
    bases: list[str] = []
    context: list[str] = []
    runs: list[str] = []
    image = Image()
    for word, rest in _instructions(path):
        if word == "FROM":
            bases.append(rest.split()[0])
            image = Image()
        elif word == "ENV":
            image.env |= {name: value.strip('"') for name, value in _ASSIGNMENT.findall(rest)}
        elif word == "WORKDIR":
            image.workdir = rest
        elif word == "USER":
            image.user = rest
        elif word == "CMD":
            image.command = json.loads(rest)
        elif word == "RUN":
            runs.append(rest)
        elif word == "COPY":
            *sources, target = [part for part in rest.split() if not part.startswith("--")]
            context += [] if "--from=" in rest else sources
            image.copies += [(source, str(Path(image.workdir, target))) for source in sources]
    image.bases, image.runs, image.context = bases, runs, context
    return image


def _instructions(path: Path) -> list[tuple[str, str]]:
    lines = [line for line in path.read_text().splitlines() if line.strip() and not line.lstrip().startswith("#")]
    whole = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(word.upper(), rest.strip()) for word, _, rest in (line.partition(" ") for line in whole.splitlines())]
