"""What the demo model says without touching the video: greetings, abilities, going back, questions of its own."""

import re
from dataclasses import dataclass
from typing import Final

FINDING = "The video doesn't play with your changes."  # how the agent's report begins

ABILITIES = (
    "I am the demo model, so I only know some things: texts (“in scene 2 say …”), colours of the background, the text "
    "and the accent, the length of the video or of a scene, the size (9:16, square, 1280x720), adding, removing and "
    "moving scenes, background music, and a whole first draft (“a 15 second launch video for Nightjar, a coffee app”). "
    "For everything else, add an ANTHROPIC_API_KEY and start again."
)
UNDO = (
    "I can't go back by myself, but you can, and nothing is lost: open History, choose the version before and "
    "press Restore. That makes a new checkpoint with the old files."
)

_GREETING: Final = re.compile(r"^\W*(hi|hello|hey|good (?:morning|evening|afternoon)|hallo|yo)\b[\w\s]{0,12}\W*$", re.I)
_THANKS: Final = re.compile(
    r"^\W*(thanks?(?: you)?|thx|great|nice|perfect|love it|looks good|cool|wow|awesome|ok(?:ay)?)\b[\w\s]{0,20}\W*$",
    re.I,
)
_HELP: Final = re.compile(
    r"\b(what can (?:you|i)|help me|how does this work|who are you|are you (?:an ai|real))\b|^\W*help\W*$", re.I
)
_UNDO: Final = re.compile(
    r"\b(undo|revert|roll ?back|go back|put (?:it|that) back|restore|previous version|as it was)\b", re.I
)
_PLAN: Final = re.compile(
    r"^\W*(?:please |can you |could you |let's |first )*(?:plan|outline|storyboard|sketch out)\b|\bstoryboard\b", re.I
)
_PLANNING: Final = re.compile(
    r"^\W*(?:please |can you |could you |let's |first )*(?:(?:plan|outline|sketch out|storyboard|"
    r"(?:make|write|create|give me) a storyboard)(?: (?:of|for|about))?(?: (?:a|an|my|our))?)\s+"
    r"(?P<length>\d+[ -]?(?:s|sec|seconds?)\s+)?(?P<board>storyboard\b)?",
    re.I,
)
GO_AHEAD: Final = re.compile(r"^\W*(?:yes\W+)?go ahead(?: with (?:this|the|that) storyboard)?\W*$", re.I)
_QUESTION: Final = re.compile(
    r"\b(how (?:long|big|many scenes)|what size|which scenes|what(?:'s| is) in (?:the|my) video|list the scenes|"
    r"describe the video)\b",
    re.I,
)
_VAGUE: Final = re.compile(
    r"\b(?:make (?:it|this|the video) (?:better|nicer|cooler|good|great|pop|more \w+|prettier|beautiful|awesome)|"
    r"improve (?:it|this|the video)|surprise me|something (?:else|different|new)|"
    r"(?:i )?(?:don't|do not) like (?:it|this)|spice (?:it|this) up|change something|"
    r"make (?:me )?(?:a|another) video\W*$)",
    re.I,
)
_VAGUE_COLOUR: Final = re.compile(r"\b(?:change|other|different|new|better)\b.{0,30}\bcolou?rs?\b", re.I)
_VAGUE_MUSIC: Final = re.compile(r"\b(?:what|which) music\b", re.I)


@dataclass(frozen=True)
class Question:
    """For `ask_user`; the labels are requests that the demo model knows."""

    question: str
    options: tuple[tuple[str, str], ...]

    def arguments(self) -> dict[str, object]:
        return {
            "question": self.question,
            "options": [{"label": label, "description": described} for label, described in self.options],
        }

    def spoken(self) -> str:
        """Where there is no card to ask with."""
        return f"{self.question} For example: {'; '.join(label for label, _ in self.options)}."


_WHAT_FIRST: Final = Question(
    "What should I change first?",
    (
        ("Make the background navy", "A calm, dark look"),
        ("Make the accent colour coral", "A warm touch"),
        ("Add upbeat music", "From the bundled sounds, under the whole video"),
        ("Make it 9:16", "Upright, for phones"),
    ),
)
_WHICH_COLOUR: Final = Question(
    "Which colour should it be?",
    (
        ("Make the background navy", "Dark and calm"),
        ("Make the background dark green", "Natural and quiet"),
        ("Make the background cream", "Light and friendly"),
        ("Make the accent colour coral", "Keeps the background"),
    ),
)
_WHICH_MUSIC: Final = Question(
    "Which music would suit it?",
    (
        ("Add upbeat music", "Quick and bright"),
        ("Add calm music", "Slow and soft"),
        ("Add cinematic music", "Wide and slow"),
        ("Remove the music", "Silence"),
    ),
)


def small_talk(request: str) -> str | None:
    """The answer to what is no wish at all."""
    if _GREETING.match(request):
        return f"Hello! Tell me what should change in your video. {ABILITIES}"
    if _UNDO.search(request) and len(request) < 80:
        return UNDO
    if _HELP.search(request):
        return ABILITIES
    if _THANKS.match(request):
        return "You're welcome. Tell me what should change next."
    return None


def open_question(request: str) -> Question | None:
    """What to ask back when a request could mean anything."""
    if _VAGUE_MUSIC.search(request):
        return _WHICH_MUSIC
    if _VAGUE_COLOUR.search(request):
        return _WHICH_COLOUR
    return _WHAT_FIRST if _VAGUE.search(request) else None


def wants_plan(request: str) -> bool:
    return _PLAN.search(request) is not None


def wants_facts(request: str) -> bool:
    """Whether it is a question about the video as it is."""
    return _QUESTION.search(request) is not None


def without_plan(request: str) -> str:
    """What is to be planned, as a request to make it."""
    return _PLANNING.sub(_made, request, count=1) if _PLANNING.match(request) else request


def _made(planning: re.Match[str]) -> str:
    """“plan a 20 second storyboard for …” means a video of 20 seconds."""
    return f"make a {planning['length'] or ''}{'video' if planning['board'] else ''}"
