"""The source of a new scene: one line of text on the video's own colours, in its own font."""

import re
from typing import Final

from local.demo_model.tsx import Change, Literal, Tsx, jsx_text
from local.demo_model.video import Scene, Video, is_colour, role_of

_FONT_KEYS: Final = ("display", "serif", "heading", "headline", "sans", "body", "font")
_OWN_FONT: Final = '\'Georgia, "Iowan Old Style", "Noto Serif", serif\''


def scene_source(name: str, theme: Tsx | None) -> str:
    """A component `name` with the properties text, color and background."""
    key = _font_key(theme)
    font, use = (_OWN_FONT, "") if key is None else (f"theme.{key}", "import { theme } from '../theme';\n")
    return _SCENE.replace("NAME", name).replace("FONT", font).replace("THEME\n", use)


def scene_element(
    name: str, text: str, like: Scene, indent: str, start: int, frames: int, title: str, behind: str
) -> str:
    """The new scene's `<Sequence>`, with the colours of another scene, else on the colour `behind` all."""
    colours = {role_of(colour): colour.value for _, colour in reversed(like.colours)}
    color, background = colours.get("text", "#ffffff"), colours.get("background", behind)
    shown = f'<{name} text={jsx_text(text)} color="{color}" background="{background}" />'
    opening = f"<Sequence name={jsx_text(title)} from={{{start}}} durationInFrames={{{frames}}}>"
    return f"{opening}\n{indent}  {shown}\n{indent}</Sequence>"


def imported(code: Tsx, names: tuple[str, ...], module: str) -> list[Change]:
    """The names imported from the module, whether anything is imported from it yet or not."""
    found = next((each for each in code.imports if each.module == module and each.names), None)
    if found is None:
        at = max((each.end for each in code.imports), default=0)
        line = f"import {{ {', '.join(names)} }} from '{module}';"
        return [Change(at, at, f"\n{line}" if at else f"{line}\n")]
    missing = [name for name in names if name not in found.names]
    if not missing:
        return []
    line = f"import {{ {', '.join(sorted([*found.names, *missing]))} }} from '{module}';"
    return [Change(found.start, found.end, line)]


def unimported(code: Tsx, name: str) -> list[Change]:
    """Without the name, where it is imported."""
    for each in code.imports:
        if name in each.names:
            rest = [other for other in each.names if other != name]
            if rest:
                line = f"import {{ {', '.join(rest)} }} from '{each.module}';"
                return [Change(each.start, each.end, line)]
            return [Change(*code.line_of(each.start, each.end), "")]
    return []


def without_use(changes: list[Change], video: Video, names: set[str]) -> list[Change]:
    """The changes, and without the imports that nothing in the video's code uses after them."""
    text = video.code.text.encode()
    for change in sorted(changes, key=lambda change: change.start, reverse=True):
        text = text[: change.start] + change.new.encode() + text[change.end :]
    body = re.sub(r"^import .*$", "", text.decode(), flags=re.MULTILINE)
    unused = [name for name in sorted(names) if not re.search(rf"\b{re.escape(name)}\b", body)]
    for name in unused:
        changes = [*changes, *unimported(video.code, name)]
    return changes


def colours_of(theme: Tsx) -> list[Literal]:
    return [literal for literal in theme.literals if is_colour(literal)]


def _font_key(theme: Tsx | None) -> str | None:
    """The theme's name for the font of large text."""
    if theme is None or not re.search(r"\bexport const theme\b", theme.text):
        return None
    keys = {literal.name for literal in theme.literals if "," in literal.value and not is_colour(literal)}
    return next((key for key in _FONT_KEYS if key in keys), next(iter(sorted(keys)), None))


_SCENE: Final = """import { AbsoluteFill, Easing, interpolate, useCurrentFrame, useVideoConfig } from 'remotion';
THEME

type NAMEProps = {
  text: string;
  color: string;
  background: string;
};

/** One line of text that rises into the middle and stays. */
export const NAME = ({ text, color, background }: NAMEProps) => {
  const frame = useCurrentFrame();
  const { width, height } = useVideoConfig();
  const unit = Math.min(width, height);
  const visible = interpolate(frame, [2, 22], [0, 1], {
    extrapolateLeft: 'clamp',
    extrapolateRight: 'clamp',
    easing: Easing.out(Easing.cubic),
  });

  return (
    <AbsoluteFill
      style={{ backgroundColor: background, alignItems: 'center', justifyContent: 'center', padding: unit * 0.1 }}
    >
      <div
        style={{
          color,
          fontFamily: FONT,
          fontSize: unit * 0.1,
          lineHeight: 1.1,
          textAlign: 'center',
          opacity: visible,
          translate: `0 ${(1 - visible) * unit * 0.04}px`,
        }}
      >
        {text}
      </div>
    </AbsoluteFill>
  );
};
"""
