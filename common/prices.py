"""What the models cost: one dated table, in micro-dollars, for the gateway's budgets and for the receipts of turns."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, Decimal
from fnmatch import fnmatchcase
from typing import Final

SUMMARY_MODEL: Final = "claude-haiku-5-5"
"""What summaries are written with unless a setting says otherwise: a twentieth of Sonnet's price."""


@dataclass(frozen=True)
class Tokens:
    """The model's own count for one answer or many. `input_tokens` are those that were neither read from the cache nor
    written to it; of the ones written, `long_cache_write_tokens` are kept there for an hour instead of 5 minutes."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    long_cache_write_tokens: int = 0

    @property
    def prompt(self) -> int:
        """All that the model read."""
        return self.input_tokens + self.cached_tokens + self.cache_write_tokens


@dataclass(frozen=True)
class Price:
    """Dollars for a million tokens, which is micro-dollars for one: of models that match `models` (as in a shell), from
    the day `since` on, for prompts of at least `prompt_from` tokens. Writing to the cache costs 1.25 of the input's
    price, for an hour twice."""

    models: str
    since: date
    input: Decimal
    output: Decimal
    cached: Decimal
    prompt_from: int = 0

    def of(self, tokens: Tokens) -> Decimal:
        short = tokens.cache_write_tokens - tokens.long_cache_write_tokens
        return (
            self.input * (tokens.input_tokens + Decimal("1.25") * short + 2 * tokens.long_cache_write_tokens)
            + self.cached * tokens.cached_tokens
            + self.output * tokens.output_tokens
        )


def _price(models: str, since: str, dollars: str, prompt_from: int = 0) -> Price:
    """`dollars`: input, output, reading from the cache."""
    input_price, output, cached = map(Decimal, dollars.split())
    return Price(models, date.fromisoformat(since), input_price, output, cached, prompt_from)


# https://platform.claude.com/docs/en/about-claude/pricing, as it stood in November 2026. A changed price is a new line
# with its day: what was counted before stays as it was. The first line that matches, newest first, counts.
PRICES: Final = (
    _price("storydream-*", "2025-01-01", "0 0 0"),  # the demo model
    _price("claude-sonnet-5-5*", "2026-10-07", "2 10 0.10"),
    _price("claude-haiku-5-5*", "2026-10-07", "0.50 2.50 0.05", prompt_from=100_001),
    _price("claude-haiku-5-5*", "2026-10-07", "0.10 0.50 0.01"),
    _price("claude-sonnet-5*", "2026-01-01", "2 10 0.20"),
    _price("claude-opus-5-5*", "2026-01-01", "4 20 0.20"),
    _price("claude-opus-5*", "2026-01-01", "5 25 0.50"),
    _price("claude-opus-4-[5678]*", "2025-11-01", "5 25 0.50"),
    _price("claude-fable-5-1*", "2026-01-01", "10 50 0.25"),
    _price("claude-fable-5", "2026-01-01", "10 50 1"),
    _price("claude-mythos-5-1*", "2026-01-01", "10 50 0.25"),
    _price("claude-mythos-5", "2026-01-01", "10 50 1"),
    _price("claude-sonnet-4*", "2025-01-01", "3 15 0.30"),
    _price("claude-haiku-4-5*", "2025-10-01", "1 5 0.10"),
)
DEAREST: Final = _price("*", "2025-01-01", "15 75 1.50")
"""For a model that the table doesn't know (Opus 4.1 cost that): a budget may end too early, never too late."""


def price_of(model: str, prompt_tokens: int, day: date | None = None) -> Price:
    """The price of a model's answer on a day (default: today, UTC)."""
    day = day or datetime.now(UTC).date()
    for price in PRICES:
        if price.since <= day and price.prompt_from <= prompt_tokens and fnmatchcase(model, price.models):
            return price
    return DEAREST


def cost_micros(model: str, tokens: Tokens, day: date | None = None) -> int:
    """What one answer cost in micro-dollars, rounded up."""
    cost = price_of(model, tokens.prompt, day).of(tokens)
    return int(cost.to_integral_value(rounding=ROUND_CEILING))
