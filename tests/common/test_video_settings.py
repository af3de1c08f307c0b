"""The size, rate and length of a video are read from and written to `src/Root.tsx`, or named as not literal."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import SettingsNotLiteral
from common.models import VideoSettings
from common.video_settings import read_video_settings, with_video_settings

PLAIN = """import { Composition } from 'remotion';

export const RemotionRoot = () => (
  <Composition id="MyVideo" component={MyVideo} durationInFrames={180} fps={30} width={1920} height={1080} />
);
"""
VALUES = "width={1920} height={1080} fps={30} durationInFrames={180}"
SETTINGS = VideoSettings(width=1920, height=1080, fps=30, duration_in_frames=180)


def test_the_literals_of_the_first_composition_are_the_settings() -> None:
    assert read_video_settings(PLAIN) == SETTINGS
    assert read_video_settings(PLAIN + '<Composition id="Other" width={1} height={1} fps={1} />') == SETTINGS


@pytest.mark.parametrize(
    "source",
    [
        '<Composition\n\tid="a"\n\twidth={ 1_920 }\n\theight={1080}\n\tfps={30}\n\tdurationInFrames={180}\n>',
        f"<Composition defaultProps={{{{ width: 5, nested: {{ fps: 7 }} }}}} {VALUES} />",
        f"// <Composition width={{1}} />\n/* <Composition height={{2}} /> */ <Composition {VALUES} />",
        f'const s = "<Composition width={{7}} />";\n<Composition title="a > b / {{c}}" {VALUES} />',
        f"<Compositions width={{3}} /><Composition {VALUES} />",
    ],
)
def test_layout_comments_strings_and_nested_values_do_not_matter(source: str) -> None:
    assert read_video_settings(source) == SETTINGS


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("export const Root = () => null;", "no <Composition>"),
        (PLAIN.replace("{1920}", "{WIDTH}"), "width"),
        (PLAIN.replace("{1920}", "{2 * 960}"), "width"),
        (PLAIN.replace("{1920}", "{-5}"), "width"),
        (PLAIN.replace("{1920}", '"1920"'), "width"),
        (PLAIN.replace("fps={30} ", ""), "fps"),
        (PLAIN.replace("fps={30}", "{...rest}"), "fps"),
        (PLAIN.replace("{1920}", "{1921}"), "width"),
        (PLAIN.replace("{1920}", "{99999}"), "width"),
        (PLAIN.replace("{180}", "{0}"), "durationInFrames"),
        ("<Composition width={", "width"),
        ("<Composition id=", "width"),
    ],
)
def test_what_is_not_a_plain_number_in_bounds_is_named(source: str, named: str) -> None:
    with pytest.raises(SettingsNotLiteral, match=named):
        read_video_settings(source)


EVEN = st.integers(8, 2048).map(lambda half: 2 * half)


@settings(max_examples=40)
@given(st.tuples(EVEN, EVEN, st.integers(1, 120), st.integers(1, 108_000)))
def test_what_is_written_is_read_and_nothing_else_changes(values: tuple[int, int, int, int]) -> None:
    width, height, fps, duration = values
    wanted = VideoSettings(width=width, height=height, fps=fps, duration_in_frames=duration)
    written = with_video_settings(PLAIN, wanted)
    assert read_video_settings(written) == wanted
    assert with_video_settings(written, SETTINGS) == PLAIN


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_no_text_does_anything_but_be_refused(text: str) -> None:
    with pytest.raises(SettingsNotLiteral):
        read_video_settings(f"<Composition{text}")


def test_a_text_made_to_be_slow_is_read_or_refused_at_once() -> None:
    started = time.thread_time()
    for source in ("/*" * 16_000, '"' + '\\"' * 16_000, "`" * 16_001, "<Composition " + "a={" * 10_000, "'" * 100_000):
        with pytest.raises(SettingsNotLiteral):
            read_video_settings(source)
    assert time.thread_time() - started < 10
