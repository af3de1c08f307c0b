"""How a version's line in the history is made of what was said."""

import pytest

from session_pod.agent.summary import done_line, subject_of


@pytest.mark.parametrize(
    ("closing", "line"),
    [
        ("The title is red now. It fades in over a second.", "The title is red now"),
        ("Done: the title now says “Blue Hills”. The video still compiles.", "The title now says “Blue Hills”"),
        ("Done. The title is red.", "The title is red"),
        ("**Done!** The *sun* is `#ffd24a`, see [here](https://x.test/a).", "The sun is #ffd24a, see here"),
        ("## What changed\n\n- The title is **red**\n- It fades in\n", "The title is red"),
        ("Here is what changed:\n\n1. A new scene of 1.5 seconds, approx. twice as fast.", None),
        ("Wrote src/a.ts.", "Wrote src/a.ts"),
        ("I set `width={1080}` in src/Root.tsx", "I set width={1080} in src/Root.tsx"),
        ("Renamed my_own_clip to the_other_clip.", "Renamed my_own_clip to the_other_clip"),
        ("```ts\nconst a = 1;\n```\nThe number is one.", "The number is one"),
        ("Der Titel ist jetzt rot! Er erscheint früher.", "Der Titel ist jetzt rot!"),
        ("标题现在是红色的。它会淡入。", "标题现在是红色的"),
        ("> Sure!\n\n| a | b |\n|---|---|\n\nThe table is gone.", "The table is gone"),
        ("the sun <b>is</b> bigger", "The sun is bigger"),
    ],
)  # fmt: skip
def test_the_first_sentence_that_says_something_is_the_line(closing: str, line: str | None) -> None:
    assert done_line(closing) == (line or "A new scene of 1.5 seconds, approx. twice as fast")


@pytest.mark.parametrize("closing", ["", "Done.", "  done ", "All set!", "Okay. Done.", "***", "```\ncode\n```", "🎬"])
def test_words_that_say_nothing_make_no_line(closing: str) -> None:
    assert done_line(closing) is None


def test_a_long_sentence_ends_at_a_word() -> None:
    line = done_line("The mountains in the background move slowly to the left " * 3)
    assert line == "The mountains in the background move slowly to the left The mountains in the background move…"
    assert done_line("x" * 300) == "X" + "x" * 98 + "…"


def test_a_request_is_shown_by_its_first_line() -> None:
    assert subject_of("\n  Make it fast \nplease") == "Make it fast"
    assert subject_of(" \n") == "Changes"
    assert len(subject_of("word " * 100)) <= 100
