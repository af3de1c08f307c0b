"""Which templates there are, and where they lie: templates/catalogue.json, in the order in which people see them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from common.models import Template

TEMPLATES: Final = Path(__file__).resolve().parents[1] / "templates"
_CATALOGUE: Final = TypeAdapter(list[Template])


@cache
def templates(folder: Path = TEMPLATES) -> tuple[Template, ...]:
    """What the catalogue lists; the first is what a project begins as where nobody chose. Read once.

    Raises OSError where there is no catalogue, ValueError where it is wrong: both are mistakes in what was deployed.
    """
    return tuple(_CATALOGUE.validate_json((folder / "catalogue.json").read_bytes()))


def template_folders(folder: Path = TEMPLATES) -> Iterator[tuple[str, Path]]:
    """Each template's id and folder. Raises as `templates` does."""
    for template in templates(folder):
        yield template.id, folder / template.id
