"""Draws lines over time as an SVG, with nothing but text."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

WIDTH, HEIGHT, LEFT, TOP, GAP = 440, 150, 56, 64, 56
COLOURS = {
    "ours": "#0b6bcb",
    "ours, told of the launch": "#7ab8f5",
    "static, as many idle hours": "#9a9a9a",
    "CPU autoscaler": "#d9480f",
    "CPU autoscaler, 90 %": "#f5a67a",
}


@dataclass(frozen=True)
class Line:
    """Points are (hour, value)."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Panel:
    title: str
    hours: float
    lines: Sequence[Line]


def svg(rows: Sequence[Sequence[Panel]]) -> str:
    """A picture with a row of panels for each of `rows`, and one legend."""
    columns = max(len(row) for row in rows)
    width, height = LEFT + columns * (WIDTH + GAP), TOP + len(rows) * (HEIGHT + GAP)
    font = 'font-family="system-ui, sans-serif" font-size="12"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {font}>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *_legend(),
    ]
    for down, row in enumerate(rows):
        for across, panel in enumerate(row):
            at = f"translate({LEFT + across * (WIDTH + GAP)} {TOP + down * (HEIGHT + GAP)})"
            parts += [f'<g transform="{at}">', *_panel(panel), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _legend() -> list[str]:
    parts, x = [], LEFT
    for name, colour in COLOURS.items():
        parts.append(f'<rect x="{x}" y="16" width="18" height="4" fill="{colour}"/>')
        parts.append(f'<text x="{x + 24}" y="22">{name}</text>')
        x += 60 + 7 * len(name)
    return parts


def _panel(panel: Panel) -> list[str]:
    most = _round_up(max((value for line in panel.lines for _, value in line.points), default=1.0))
    parts = [
        f'<text x="0" y="-8" font-weight="600">{panel.title}</text>',
        f'<path d="M0 0V{HEIGHT}H{WIDTH}" fill="none" stroke="#bbb"/>',
    ]
    for share in (0.0, 0.5, 1.0):
        y = HEIGHT * (1 - share)
        parts += [
            f'<text x="-6" y="{y + 4:g}" text-anchor="end">{most * share:,g}</text>',
            f'<text x="{WIDTH * share:g}" y="{HEIGHT + 16}">{panel.hours * share:g} h</text>',
        ]
    for line in panel.lines:
        points = " ".join(
            f"{WIDTH * min(1.0, hour / panel.hours):.1f},{HEIGHT * (1 - value / most):.1f}"
            for hour, value in line.points
        )
        colour = COLOURS[line.name]
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
    return parts


def _round_up(value: float) -> float:
    """To the next 1, 2, 4, 5, 8 or 10 of its magnitude."""
    if value <= 0:
        return 1.0
    unit = 10.0 ** int(log10(value)) if value >= 1 else 1.0
    return unit * next(step for step in (1, 2, 4, 5, 8, 10, 20) if step >= ceil(value / unit * 10) / 10)
