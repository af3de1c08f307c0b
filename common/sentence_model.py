"""The one door to the embedded sentence model: WordLlama, whose weights come inside its package (16 MB)."""

import importlib.util
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

Vector = list[float]


def is_installed() -> bool:
    """Whether the optional package is there (dependency group `sentences`)."""
    return importlib.util.find_spec("wordllama") is not None


class WordLlamaModel:
    """Loaded at its first use: 1 s and about 60 MB. 2,000 short texts then take 0.15 s."""

    def vectors(self, texts: Sequence[str]) -> list[Vector]:
        """One vector a text, 256 numbers of length 1: texts that mean the same point the same way."""
        found: list[Vector] = self._model.embed(list(texts), norm=True).tolist() if texts else []
        return found

    @cached_property
    def _model(self) -> Any:
        import wordllama

        # Its own folder as the cache: else it looks for the bundled tokenizer where its wheel doesn't put it.
        return wordllama.WordLlama.load(disable_download=True, cache_dir=Path(wordllama.__file__).parent)
