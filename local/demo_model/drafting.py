"""A first prompt ("a 15 second launch video for Nightjar, a coffee app") and the texts that a draft takes from it."""

import re
from typing import Final

from local.demo_model.colours import find_colour
from local.demo_model.measures import find_duration, find_size
from local.demo_model.music_words import find_mood, find_music
from local.demo_model.quotes import Quoted
from local.demo_model.tsx import Literal
from local.demo_model.video import Scene, words_of
from local.demo_model.wishes import AddMusic, Draft

NAME_MAX, LINE_MAX = 60, 90

_VIDEO: Final = (
    r"(?:video|clip|film|movie|teaser|trailer|promo|advert|ad|commercial|intro|reel|spot|explainer|invitation|invite|"
    r"announcement|animation|countdown|sting|story|montage|slideshow|hook)"
)
_DRAFT: Final = re.compile(
    r"^\W*(?:(?:please|hi|hello|hey|can you|could you|i(?:'d| would)? (?:want|need|like)(?: to)?|we(?:'d| would)? "
    r"(?:want|need|like)(?: to)?|let's|help me)\b\W*)*"
    r"(?:(?:make|create|build|design|produce|write|give|do|prepare|start)\s+)?(?:(?:me|us)\s+)?(?:with\s+)?"
    rf"(?:a|an|my|our|one|some)\s+(?P<kind>(?:(?!\bscene\b)[\w:×#,-]+\s+){{0,9}}?{_VIDEO})s?\b(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_CALLED: Final = re.compile(r"\b(?:called|named|titled)\s+(?P<name>[^,.;:!?\n]+)", re.IGNORECASE)
_ABOUT: Final = re.compile(
    r"\b(?:for|about|of|on|to(?= (?:our|my|the)\b)|announcing|introducing|promoting|presenting|celebrating|showing|"
    r"explaining)\s+(?P<topic>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_TOPIC_END: Final = re.compile(
    r"[.;!?\n]|\s+(?:with|using|that (?:says|is|lasts)|which|in (?:dark|light|blue|red|\w+ colou?rs?|square|vertical)|"
    r"make it|and (?:make|use|add))\b|,\s*(?:with|make|use|add|\d+ ?s\w*|vertical|square|in|dark|light)\b",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(r"^(?:a|an|the|my|our|your|his|her|their)\s+", re.IGNORECASE)
_OCCASIONS: Final = (
    ("launch", r"launch\w*|release|introduc\w*|new|announc\w*"),
    ("event", r"event|conference|meet-?up|concert|festival|party|wedding|workshop|webinar|countdown|invit\w*|summit"),
    ("sale", r"sale|discount|offer|black friday|% off|deal"),
    ("birthday", r"birthday|anniversary"),
    ("job", r"hiring|job|career"),
)
_KICKERS: Final = {"launch": "Introducing", "event": "Save the date", "sale": "Only for a short time",
    "birthday": "Today we celebrate", "job": "We are hiring", "": "A short look at"}  # fmt: skip
_ENDINGS: Final = {"launch": "Try {name} today", "event": "See you there", "sale": "Shop now",
    "birthday": "Here's to you", "job": "Join us", "": "Thanks for watching"}  # fmt: skip
_PALETTES: Final = (  # background, accent: what a topic makes people think of
    (r"coffee|cocoa|chocolate|bakery|bread", "#2b1a12", "#e8a25c"),
    (r"sea|ocean|water|swim\w*|surf\w*|coast|sail\w*|fish\w*", "#06283d", "#47b5ff"),
    (r"forest|garden|plants?|nature|green|farm\w*|organic|tea|bees?|climate", "#12301f", "#a4e635"),
    (r"night|stars?|space|moon|sleep|dreams?", "#0e1330", "#ffd24a"),
    (r"love|wedding|heart|valentine\w*|flowers?", "#3a1020", "#ff7ab8"),
    (r"music|concert|festival|party|dance|birthday", "#24104f", "#ff8a1f"),
    (r"bank\w*|finance|money|invest\w*|insurance|law|tax\w*", "#0f1f3d", "#2fae55"),
    (r"health|clinic|doctor|yoga|spa|care", "#0f3a3a", "#8ce8c3"),
)
_KICKER_WORDS: Final = {"kicker", "eyebrow", "label", "overline", "badge", "tag", "category", "intro"}
_SUB_WORDS: Final = {"subtitle", "subheading", "subline", "tagline", "description", "body", "detail", "sub", "role",
    "note", "claim", "explanation", "line"}  # fmt: skip
_CALLS: Final = {"launch": "Out now", "event": "Be there", "sale": "While it lasts", "birthday": "Celebrate with us",
    "job": "Apply today", "": "Find out more"}  # fmt: skip
_POINTS: Final = ("Made for every day", "Simple from the first minute", "Ready when you are", "Looks good, too",
    "Better with friends", "Here to stay")  # fmt: skip
_POINT_WORDS: Final = {"first", "second", "third", "fourth", "item", "point", "feature", "bullet", "step", "benefit"}
_EMPHASIS_WORDS: Final = {"emphasi", "emphasis", "strong"}
_FIGURES: Final = re.compile(r"[\W\d_]*\d[\W\d_]*[a-zA-Z%]{0,2}")
_CALL_WORDS: Final = {"cta", "button", "action", "call", "invitation"}
_NAME_WORDS: Final = {"name", "brand", "product", "logo", "event", "wordmark", "company"}
_KEPT_WORDS: Final = {
    "url",
    "website",
    "handle",
    "value",
    "unit",
    "source",
    "date",
    "time",
    "place",
    "city",
    "venue",
    "author",
}


def find_draft(request: str) -> Draft | None:
    """What a request for a whole video says about it, or None when it is no such request."""
    quoted = Quoted.of(request)
    found = _DRAFT.match(quoted.bare)
    if found is None:
        return None
    said = _ABOUT.search(found["rest"])
    said_in = _TOPIC_END.split(said["topic"], maxsplit=1)[0] if said else ""
    topic = " ".join(quoted.restored(said_in).replace("“", "").replace("”", "").split()).strip(" ,")
    called = _CALLED.search(found["rest"])
    name, what = _name_and_what(topic)
    if called is not None:
        name, what = _TOPIC_END.split(called["name"], maxsplit=1)[0].strip(), _CALLED.sub("", topic).strip(" ,")
        what = "" if what == name else what
    if quoted.texts and not said_in.count("\x00"):
        name = quoted.texts[0]
    if not name:
        return None
    bare = quoted.without(quoted.bare)
    music = find_music(bare)
    mood = None if not isinstance(music, AddMusic) else find_mood(bare)
    occasion = next((name for name, words in _OCCASIONS if re.search(rf"\b(?:{words})\b", bare, re.IGNORECASE)), "")
    return Draft(
        _sentence(name)[:NAME_MAX],
        _sentence(what)[:LINE_MAX],
        occasion,
        find_duration(bare),
        find_size(bare),
        find_colour(bare),
        mood,
    )


def palette(draft: Draft) -> tuple[str, str] | None:
    """A dark background and an accent that suit what the draft is about, if that says anything about colours."""
    topic = f"{draft.name} {draft.what}"
    return next(
        ((dark, accent) for words, dark, accent in _PALETTES if re.search(rf"\b(?:{words})\b", topic, re.IGNORECASE)),
        None,
    )


def closing(draft: Draft) -> str:
    """The last words of the video."""
    return _ENDINGS[draft.occasion].format(name=draft.name)


def meeting(draft: Draft) -> tuple[str, str]:
    """A line that leads to what it is about, and its end: `Meet your new`, `coffee app.`"""
    noun = _ARTICLE.sub("", draft.what).rstrip(".")
    if noun and draft.occasion == "launch":
        return "Meet your new", f"{noun[:1].lower()}{noun[1:]}."
    return ("This is", f"{draft.name}.") if draft.what else ("Let's talk about", f"{draft.name}.")


class Script:
    """New texts for a video's scenes, from the prompt alone; figures, dates and addresses stay. `guessed` are the
    scenes whose texts the prompt doesn't give."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._points = iter(_POINTS)
        lead, end = meeting(draft)
        self._lines = iter([line for line in (f"{lead} {end}".rstrip("."), draft.what) if line])
        self.guessed: list[str] = []

    def write(self, scenes: list[Scene]) -> list[tuple[Literal, str]]:
        """Each text that changes, with what it becomes."""
        written: list[tuple[Literal, str]] = []
        for number, scene in enumerate(scenes):
            last = number == len(scenes) - 1 and number > 0
            parts = {word for text in scene.texts for word in words_of(text.name)}
            for text in scene.texts:
                if _FIGURES.fullmatch(text.value) or words_of(text.name) & _KEPT_WORDS:
                    continue
                new = self._text(text, scene, parts, first=number == 0, last=last)
                if new and new != text.value:
                    written.append((text, new))
        return written

    def _text(self, text: Literal, scene: Scene, parts: set[str], *, first: bool, last: bool) -> str | None:
        draft, words = self._draft, words_of(text.name)
        headline = scene.headline is text
        if words & _POINT_WORDS:
            if scene.name not in self.guessed:
                self.guessed.append(scene.name)
            return next(self._points, None)
        if words & _NAME_WORDS:
            return draft.name
        if words & _EMPHASIS_WORDS:
            return meeting(draft)[1]
        if words & _CALL_WORDS:
            return _CALLS[draft.occasion]
        if last and (headline or (words & _SUB_WORDS and parts & _NAME_WORDS)):
            return closing(draft)
        if headline and parts & _EMPHASIS_WORDS:
            return meeting(draft)[0]
        if first and headline and not words & _KICKER_WORDS:
            return draft.name
        if words & _KICKER_WORDS:
            return _KICKERS[draft.occasion]
        if words & _SUB_WORDS:
            return draft.what or _KICKERS[draft.occasion]
        return next(self._lines, None) if headline else None


def _name_and_what(topic: str) -> tuple[str, str]:
    """`Nightjar, a coffee app` → both; `our coffee app Nightjar` → the name that ends it; else the whole topic."""
    name, comma, what = topic.partition(",")
    if comma and what.strip():
        return _ARTICLE.sub("", name.strip()), what.strip()
    ending = re.search(
        r"(?P<what>^(?:a|an|our|my|the)\s+(?:[a-z][\w-]*\s+)+)(?P<name>[A-Z][\w&'-]*(?:\s+[A-Z][\w&'-]*)*)$", topic
    )
    if ending is not None:
        return ending["name"], ending["what"].strip()
    return _ARTICLE.sub("", topic), ""


def _sentence(text: str) -> str:
    text = " ".join(text.split()).strip(" ,.")
    return text[:1].upper() + text[1:]
