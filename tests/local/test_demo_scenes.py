"""What the demo model does to a video of several scenes: the files afterwards, what it says, the tools it used."""

import re
from itertools import pairwise

import pytest

from local.demo_model.tsx import CannotEdit, Tsx
from local.demo_model.understanding import understand
from local.demo_model.video import read_video
from local.demo_model.wishes import AddMusic, ChangeSize, ChangeText, Draft, SceneRef, SwapScenes
from tests.local.demo_project import EVERY_TOOL, VIDEO, DemoProject


def scenes(project: DemoProject) -> list[tuple[str, int, int]]:
    video = read_video(project.files["src/Root.tsx"], project.video)
    return [(scene.name, scene.start, scene.frames) for scene in video.scenes]


def length(project: DemoProject) -> int:
    return read_video(project.files["src/Root.tsx"], project.video).frames


def effect(project: DemoProject) -> int:
    found = re.search(r'name="Whoosh" from={(\d+)}', project.video)
    assert found is not None
    return int(found.group(1))


def changed_lines(project: DemoProject) -> list[str]:
    before = VIDEO.splitlines()
    return [line.strip() for line in project.video.splitlines() if line not in before]


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        ("In scene 2 say “Tom & Jerry”", '<Reveal name="Halo One" line={"Tom & Jerry"}'),
        ("Change the tagline to Listen closer", '<Reveal name="Halo One" line="Listen closer"'),
        ("Change “Tunes itself” to “Tunes itself twice”", 'points={["Tunes itself twice"'),
        ("Set the button to Buy now", 'action="Buy now"'),
        ("In the last scene make the background dark green", 'background="#154e26" color="#fffaf0"'),
        ("make the accent colour #FF0055", 'accent="#ff0055"'),
    ],
)  # fmt: skip
def test_one_thing_changes_in_one_line(request_: str, line: str) -> None:
    project = DemoProject()
    project.turn(request_)
    assert len(changed_lines(project)) == 1, changed_lines(project)
    assert line in project.video


def test_the_name_of_the_product_changes_in_each_scene() -> None:
    project = DemoProject()
    project.turn("Rename the product to Luma")
    assert project.video == VIDEO.replace("Halo One", "Luma")


def test_a_colour_for_all_scenes_leaves_the_text_readable() -> None:
    project = DemoProject()
    said = project.turn("Make the background cream")
    assert "#0d0a08" not in project.video
    assert 'background="#fff6e0" color="#15171c"' in project.video
    assert "can still be read" in said


def test_a_longer_scene_moves_what_follows_and_a_sound_stays_with_its_scene() -> None:
    project = DemoProject()
    project.turn("Make scene 2 5 seconds long")
    assert scenes(project) == [("Teaser", 0, 75), ("Reveal", 75, 150), ("Features", 225, 90), ("Finale", 300, 90)]
    assert (length(project), effect(project)) == (390, 230)


def test_the_whole_video_takes_another_length_and_keeps_its_cross_fade() -> None:
    project = DemoProject()
    project.turn("Make it 22 seconds long")
    found = scenes(project)
    assert length(project) == 660
    assert found[-1][1] + found[-1][2] == 660
    assert [after[1] - before[1] - before[2] for before, after in pairwise(found)] == [0, 0, -15]


def test_scenes_move_with_their_lengths() -> None:
    project = DemoProject()
    said = project.turn("Move the features before the teaser")
    assert scenes(project) == [("Features", 0, 90), ("Teaser", 90, 75), ("Reveal", 165, 90), ("Finale", 240, 90)]
    assert (length(project), effect(project)) == (330, 5)
    assert "1 “Features”, 2 “Teaser”" in said
    project.turn("Put the features after the reveal")
    assert project.video == VIDEO


def test_a_removed_scene_takes_its_file_its_import_and_its_sound_along() -> None:
    project = DemoProject()
    project.turn("Remove the features scene")
    assert scenes(project) == [("Teaser", 0, 75), ("Reveal", 75, 90), ("Finale", 165, 90)]
    assert length(project) == 255
    assert "Features" not in project.video
    assert "Whoosh" not in project.video
    assert "src/scenes/Features.tsx" not in project.files


def test_a_scene_is_added_between_two_others_in_their_colours() -> None:
    project = DemoProject()
    project.turn("Add a scene after the reveal that says “Only today”")
    assert ("Only today", 165, 90) in scenes(project)
    assert (length(project), effect(project)) == (420, 260)
    assert '<Scene2 text="Only today" color="#f7efe4" background="#0d0a08" />' in project.video
    assert "import { Scene2 } from './scenes/Scene2';" in project.video
    Tsx("src/scenes/Scene2.tsx", project.files["src/scenes/Scene2.tsx"])


def test_music_comes_gets_quieter_and_goes() -> None:
    project = DemoProject()
    assert "music “calm”" in project.turn("Add calm music")
    assert project.used("add_sound") == [{"id": "music-calm"}]
    assert "<Audio name=\"Music\" src={staticFile('sounds/music-calm.mp3')} volume={0.4} loop />" in project.video
    project.turn("Make the music quieter")
    assert "volume={0.2}" in project.video
    project.turn("Remove the music")
    assert project.video == VIDEO


def test_a_first_draft_fills_the_scenes_from_the_prompt_and_says_what_it_guessed() -> None:
    project = DemoProject()
    said = project.turn("a 15 second launch video for Nightjar, a coffee app, with upbeat music")
    assert length(project) == 450
    for text in ('text="Meet your new" emphasis="coffee app."', 'name="Nightjar" line="A coffee app"'):
        assert text in project.video
    assert 'name="Nightjar" line="Try Nightjar today"' in project.video
    assert "Halo One" not in project.video
    assert "sounds/music-upbeat.mp3" in project.video
    assert "guessed" in said
    assert "haloaudio" not in project.video
    assert project.used("render_frames")


def test_it_looks_checks_and_looks_again_as_a_good_agent_does() -> None:
    project = DemoProject()
    project.turn("In scene 2 say “Hello”")
    names = [call.name for call in project.calls]
    assert names[0] == "timeline"
    assert names[-3:] == ["check", "render_frames", "suggest"]
    assert 75 <= project.used("render_frames")[0]["frames"][0] < 165


def test_edits_that_break_the_video_are_put_back() -> None:
    def findings(files: dict[str, str]) -> str:
        return (
            "src/MyVideo.tsx:3:1 error (types): no such thing"
            if "Scene2" in files["src/MyVideo.tsx"]
            else "No problems found."
        )

    project = DemoProject(findings)
    said = project.turn("Add a scene that says “Bye”")
    assert project.files == project.first
    assert "put everything back" in said


def test_a_fault_that_was_there_before_is_told_and_the_edits_stay() -> None:
    project = DemoProject(lambda _: "src/scenes/Teaser.tsx:3:1 error (types): an old fault")
    said = project.turn("In scene 2 say “Hello”")
    assert 'line="Hello"' in project.video
    assert "an old fault" in said


def test_a_locked_scene_is_left_alone() -> None:
    project = DemoProject(more={"BRIEF.md": "# Brief\n## Locked scenes\n- Reveal\n\n## Decisions\n- Finale is red\n"})
    assert "“Reveal” as it is" in project.turn("In scene 2 say “Hello”")
    assert project.files == project.first
    project.turn("In scene 4 say “Hello”")
    assert 'line="Hello"' in project.video


@pytest.mark.parametrize("request_", ["Make it pop", "change the colours", "Which music would suit?"])
def test_a_vague_request_is_asked_back_with_choices_that_it_understands(request_: str) -> None:
    project = DemoProject()
    project.turn(request_)
    [asked] = project.used("ask_user")
    assert project.files == project.first
    assert all(understand(option["label"]).wishes for option in asked["options"])
    assert "For example" in DemoProject().turn(request_, EVERY_TOOL - {"ask_user"})


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        ("Change this to Feel the room", '<Teaser text="Feel the room" emphasis="you are in."'),
        ("make it red", 'color="#e5322d" accent="#ffb36b"'),
        ("Make the background of this scene teal", 'background="#159a9c"'),
        ("say Hello here", '<Teaser text="Hello"'),
    ],
)
def test_what_was_clicked_and_the_scene_at_the_playhead_are_meant(request_: str, line: str) -> None:
    project = DemoProject()
    place = "Frame 40.\nThey clicked <div> that says “Hear the room”, drawn at src/scenes/Teaser.tsx:12:5."
    project.turn(request_, looking=f"<looking-at>\nWhat the person was looking at:\n{place}\n</looking-at>")
    assert len(changed_lines(project)) == 1, changed_lines(project)
    assert line in project.video


def test_a_storyboard_is_proposed_and_made_after_the_go_ahead() -> None:
    project = DemoProject()
    asked = "Plan a 12 second launch video for Nightjar, a coffee app"
    project.turn(asked)
    [plan] = project.used("plan")
    assert sum(scene["seconds"] for scene in plan["scenes"]) == 12
    assert project.files == project.first
    project.turn("Go ahead with this storyboard.", earlier=(asked,))
    assert "Nightjar" in project.video
    assert length(project) == 360


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        ("Hello!", "Hello"),
        ("undo that", "History"),
        ("what can you do?", "demo model"),
        ("thanks", "welcome"),
        ("How long is it?", "11 seconds long (330 frames at 30 a second) and 1920 × 1080"),
        ("Make the logo spin", "ANTHROPIC_API_KEY"),
        ("Remove scene 9", "1 “Teaser”"),
    ],
)
def test_it_answers_without_touching_the_video(request_: str, answer: str) -> None:
    project = DemoProject()
    assert answer in project.turn(request_)
    assert project.files == project.first


def test_requests_are_understood_in_the_words_of_people() -> None:
    assert understand("make it 9:16").wishes == [ChangeSize(1080, 1920)]
    assert understand("swap scene 1 and 2").wishes == [SwapScenes(SceneRef(1), SceneRef(2))]
    assert understand("in the 2nd", ()).wishes == []
    assert understand("In scene 2 say Hi and make it louder, and then add a calm song").wishes[-1] == AddMusic("calm")
    assert understand("Change the title to “Make it pop and add music”").wishes == [
        ChangeText("title", "Make it pop and add music")
    ]
    [draft] = understand("I want a vertical teaser for our coffee app Nightjar").wishes
    assert draft == Draft("Nightjar", "Our coffee app", size=ChangeSize(1080, 1920))


def test_code_with_mistakes_or_made_otherwise_is_not_edited() -> None:
    with pytest.raises(CannotEdit):
        Tsx("src/MyVideo.tsx", "export const MyVideo = () => (<A>")
    project = DemoProject()
    project.files["src/MyVideo.tsx"] = VIDEO.replace("from={75}", "from={START}")
    before = dict(project.files)
    assert "plain number" in project.turn("Remove scene 1")
    assert project.files == before


def test_edits_of_a_source_with_other_scripts_are_exact_and_unique() -> None:
    source = Tsx("a.tsx", 'const a = <B title="Grüße 👋" text="Grüße 👋" />;\n')
    text = source.text
    for edit in source.edits([literal.becomes("日本") for literal in source.literals]):
        assert text.count(edit.old) == 1
        text = text.replace(edit.old, edit.new)
    assert text == 'const a = <B title="日本" text="日本" />;\n'


def test_what_is_offered_next_can_be_done_and_is_no_more_of_the_same() -> None:
    project = DemoProject()
    project.turn("Make the background navy")
    [offered] = project.used("suggest")
    requests = offered["requests"]
    assert requests == ["Add calm music", "Make it 9:16", "Add a closing scene that says “See you soon”"]
    for request in requests:
        assert project.turn(request).count("Done: ") == 1, request
    assert project.used("suggest")[-1]["requests"][:2] == ["Make the music quieter", "Make it 16:9"]


def test_nothing_is_offered_after_what_could_not_be_done_or_where_there_is_no_tool_for_it() -> None:
    project = DemoProject()
    project.turn("Make coffee")
    project.turn("Make the background navy", EVERY_TOOL - {"suggest"})
    assert project.used("suggest") == []
