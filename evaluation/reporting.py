"""The report: one HTML file that needs nothing else, and the same figures as JSON beside it."""

import json
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluation.outcomes import Evaluation

RESULTS: Final = Path(__file__).with_name("results")
_TEMPLATES: Final = Path(__file__).with_name("report")


def write(evaluation: Evaluation, name: str, folder: Path = RESULTS) -> tuple[Path, Path]:
    """→ the report and the JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    page, figures = folder / f"{name}.html", folder / f"{name}.json"
    page.write_text(html(evaluation))
    body = evaluation.model_dump(mode="json", by_alias=True)
    figures.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n")
    return page, figures


def html(evaluation: Evaluation) -> str:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["thousands"] = lambda number: f"{number:,}".replace(",", " ")
    environment.filters["dollars"] = lambda micros: "–" if micros is None else f"$ {micros / 1e6:.3f}"
    requests = evaluation.requests
    return environment.get_template("report.html").render(
        evaluation=evaluation,
        checks=sum(len(request.checks) for request in requests),
        held=sum(check.passed for request in requests for check in request.checks),
        seconds=sum(request.seconds for request in requests),
        tokens=sum(request.usage.input_tokens + request.usage.output_tokens for request in requests),
        cost=None
        if all(request.usage.cost_micros is None for request in requests)
        else sum(request.usage.cost_micros or 0 for request in requests),
    )
