"""Prices: dated, by the length of the prompt where that counts, and never too low for a model nobody knows."""

from datetime import date

import pytest

from common.prices import DEAREST, PRICES, Tokens, cost_micros, price_of

NOVEMBER = date(2026, 11, 20)


def test_each_kind_of_token_has_its_price() -> None:
    sonnet = "claude-sonnet-5-5"
    assert cost_micros(sonnet, Tokens(input_tokens=1000), NOVEMBER) == 2_000
    assert cost_micros(sonnet, Tokens(output_tokens=1000), NOVEMBER) == 10_000
    assert cost_micros(sonnet, Tokens(cached_tokens=1000), NOVEMBER) == 100
    assert cost_micros(sonnet, Tokens(cache_write_tokens=1000), NOVEMBER) == 2_500
    assert cost_micros(sonnet, Tokens(cache_write_tokens=1000, long_cache_write_tokens=400), NOVEMBER) == 3_100
    assert cost_micros(sonnet, Tokens(1000, 1000, 1000, 1000), NOVEMBER) == 14_600


def test_a_price_counts_from_its_day_on() -> None:
    cached = Tokens(cached_tokens=1_000_000)
    assert cost_micros("claude-sonnet-5-5", cached, date(2026, 10, 6)) == 200_000
    assert cost_micros("claude-sonnet-5-5", cached, date(2026, 10, 7)) == 100_000


def test_a_long_prompt_costs_more_where_the_model_says_so() -> None:
    assert cost_micros("claude-haiku-5-5", Tokens(100_000, 0), NOVEMBER) == 10_000
    assert cost_micros("claude-haiku-5-5", Tokens(1, 0, 100_000), NOVEMBER) == 5_001


def test_part_of_a_micro_dollar_counts_as_one() -> None:
    assert cost_micros("claude-haiku-5-5", Tokens(1), NOVEMBER) == 1


def test_the_demo_model_is_free_and_an_unknown_one_the_dearest() -> None:
    assert cost_micros("storydream-demo", Tokens(10**6, 10**6), NOVEMBER) == 0
    assert cost_micros("claude-tomorrow-9", Tokens(1000), NOVEMBER) == 15_000
    assert all(price.input <= DEAREST.input and price.output <= DEAREST.output for price in PRICES)


@pytest.mark.parametrize(
    ("model", "dollars"),
    [
        ("claude-sonnet-4-5-20250929", 3),
        ("claude-sonnet-5", 2),
        ("claude-opus-4-8", 5),
        ("claude-opus-5", 5),
        ("claude-opus-5-5", 4),
        ("claude-haiku-4-5-20251001", 1),
    ],
)
def test_names_of_models_find_their_own_line(model: str, dollars: int) -> None:
    assert price_of(model, 0, NOVEMBER).input == dollars
