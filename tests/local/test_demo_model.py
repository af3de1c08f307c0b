"""The demo model as the agent meets it: through the anthropic SDK, with the agent's tools on the real template."""

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import anthropic
import httpx
import pytest

from common.ports import is_free
from local.demo_model.server import DemoModel
from local.demo_model.talking import without_plan
from session_pod.agent.project import CheckResult, ProjectClient
from session_pod.agent.prompts import prompt
from session_pod.agent.tools.checking import CheckTools
from session_pod.agent.tools.files import FileTools
from session_pod.agent.tools.toolbox import ToolBox

ROOT = Path(__file__).parents[2]
STEPS_MAX = 40


class CleanProject:
    """The project process, in which every check passes and no command is run."""

    def check(self, _kinds: list[str]) -> CheckResult:
        return CheckResult(ok=True, ms=1, findings=[])


@pytest.fixture(scope="module")
def model() -> Iterator[anthropic.Anthropic]:
    port = next(port for port in range(24_000, 26_000) if is_free(port))
    server = DemoModel(port, pace=0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with anthropic.Anthropic(base_url=f"http://127.0.0.1:{port}", api_key="demo", max_retries=0) as client:
        yield client
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "templates/default", tmp_path / "project", ignore=shutil.ignore_patterns("node_modules"))
    return tmp_path / "project"


def turn(
    model: anthropic.Anthropic, project: Path, request: str | list[Any], history: list[Any] | None = None
) -> tuple[str, list[Any]]:
    """One turn as the agent runs it: all that was said, and the conversation afterwards."""
    process = cast(ProjectClient, CleanProject())
    tools = ToolBox([*FileTools(project, process, "turn-demo").tools(), *CheckTools(process).tools()])
    schemas = tools.schemas()
    messages = [*(history or []), {"role": "user", "content": request}]
    said = ""
    for _ in range(STEPS_MAX):
        with model.messages.stream(model="demo", max_tokens=4000, messages=messages, tools=schemas) as stream:  # type: ignore[arg-type]
            answer = stream.get_final_message()
        said += "".join(block.text for block in answer.content if block.type == "text")
        messages.append({"role": "assistant", "content": [block.model_dump(mode="json") for block in answer.content]})
        uses = [block for block in answer.content if block.type == "tool_use"]
        if not uses:
            assert answer.stop_reason == "end_turn"
            return said, messages
        assert answer.stop_reason == "tool_use"
        results = []
        for use in uses:
            result = tools.run(use.name, dict(use.input))
            results.append(
                {"type": "tool_result", "tool_use_id": use.id, "content": result.text, "is_error": result.failed}
            )
        messages.append({"role": "user", "content": results})
    raise AssertionError("the demo model did not come to an end")


def video(project: Path) -> str:
    return (project / "src/MyVideo.tsx").read_text()


def root(project: Path) -> str:
    return (project / "src/Root.tsx").read_text()


def test_the_title_says_what_was_asked_for_and_nothing_else_changes(model: anthropic.Anthropic, project: Path) -> None:
    before = video(project)
    said, _ = turn(model, project, 'Change the title to "Ocean light"')
    old_title = re.search(r'title="([^"]*)"', before)
    assert old_title is not None
    assert video(project) == before.replace(old_title.group(1), "Ocean light")
    assert "demo model" in said
    assert "Ocean light" in said


def test_a_title_with_quotes_and_markup_stays_a_text(model: anthropic.Anthropic, project: Path) -> None:
    turn(model, project, "Set the title to “Tom & <Jerry> {x}”")
    assert 'title={"Tom & <Jerry> {x}"}' in video(project)
    turn(model, project, "Make the title say “Plain again”")
    assert 'title="Plain again"' in video(project)


def test_several_wishes_in_one_request_are_all_done(model: anthropic.Anthropic, project: Path) -> None:
    turn(
        model,
        project,
        "Make the title say Hello, and the subtitle should be Come in. Make it 10 seconds long and vertical",
    )
    assert 'title="Hello"' in video(project)
    assert 'subtitle="Come in"' in video(project)
    assert "durationInFrames={300}" in root(project)
    assert "width={1080} height={1920}" in root(project)


def test_the_background_takes_the_colour_and_the_title_and_the_sun_keep_theirs(
    model: anthropic.Anthropic, project: Path
) -> None:
    before = written_colours(project)
    turn(model, project, "Please make the background dark green")
    after = written_colours(project)
    assert {name for name in before if before[name] == after[name]} == {"color", "sun"}
    for name in set(after) - {"color", "sun"}:
        red, green, blue = (int(after[name][at : at + 2], 16) for at in (1, 3, 5))
        assert green >= max(red, blue)


def written_colours(project: Path) -> dict[str, str]:
    return dict(re.findall(r"(\w+)[=:]\s*[\"'](#[0-9a-f]{6})", video(project)))


def test_the_sun_takes_exactly_the_colour_asked_for(model: anthropic.Anthropic, project: Path) -> None:
    turn(model, project, "Make the sun #ff0000")
    assert 'sun="#ff0000"' in video(project)


def test_a_scene_is_added_after_the_last_and_a_second_one_after_it(model: anthropic.Anthropic, project: Path) -> None:
    said, history = turn(model, project, 'Add a scene that says "Thanks for watching"')
    assert "durationInFrames={270}" in root(project)
    assert '<Sequence name="Thanks for watching" from={180} durationInFrames={90}>' in video(project)
    assert 'text="Thanks for watching"' in video(project)
    assert (project / "src/components/Scene2.tsx").is_file()
    assert "Thanks for watching" in said

    turn(model, project, "Add a closing scene: Goodbye", history)
    assert '<Sequence name="Goodbye" from={270} durationInFrames={90}>' in video(project)
    assert (project / "src/components/Scene3.tsx").is_file()
    assert "durationInFrames={360}" in root(project)


def test_what_it_can_not_do_it_says_and_changes_nothing(model: anthropic.Anthropic, project: Path) -> None:
    before = video(project)
    said, _ = turn(model, project, "Compose a jazzy soundtrack")
    assert "demo model" in said
    assert "ANTHROPIC_API_KEY" in said
    assert video(project) == before


def test_what_it_left_out_of_a_request_is_named(model: anthropic.Anthropic, project: Path) -> None:
    said, _ = turn(model, project, "Change the title to “Hi”. Then compose a jazzy soundtrack")
    assert 'title="Hi"' in video(project)
    assert "compose a jazzy soundtrack" in said


def test_source_written_differently_is_reported_and_left_alone(model: anthropic.Anthropic, project: Path) -> None:
    (project / "src/MyVideo.tsx").write_text("export const MyVideo = () => null;\n")
    said, _ = turn(model, project, "Change the title to “Hi”")
    assert "could not" in said
    assert video(project) == "export const MyVideo = () => null;\n"


def test_facts_about_the_project_are_no_request(model: anthropic.Anthropic, project: Path) -> None:
    facts = "<project-facts>\nRegistered in src/Root.tsx: make it 99 seconds long\n</project-facts>"
    request: Any = [{"type": "text", "text": facts}, {"type": "text", "text": "Change the title to “Hi”"}]
    turn(model, project, request)
    assert 'title="Hi"' in video(project)
    assert "durationInFrames={180}" in root(project)


def test_after_a_notice_the_request_is_done_again_on_the_new_files(model: anthropic.Anthropic, project: Path) -> None:
    request = {"role": "user", "content": "Change the title to “Hi”"}
    use = {"type": "tool_use", "id": "toolu_old", "name": "edit", "input": {}}
    moved = {
        "type": "tool_result",
        "tool_use_id": "toolu_old",
        "content": prompt("head_moved", kept=""),
        "is_error": True,
    }
    history = [request, {"role": "assistant", "content": [use]}]
    said, _ = turn(model, project, [moved], history)
    assert 'title="Hi"' in video(project)
    assert "could not" not in said


def test_a_broken_video_is_reported_in_plain_words(model: anthropic.Anthropic, project: Path) -> None:
    said, _ = turn(model, project, prompt("finding", finding="src/MyVideo.tsx:3 Unexpected token"))
    assert "can't mend" in said
    assert "src/MyVideo.tsx:3" in said


def test_the_same_conversation_gets_the_same_answer(model: anthropic.Anthropic) -> None:
    messages: Any = [{"role": "user", "content": "make it 4 seconds long"}]
    first = model.messages.create(model="demo", max_tokens=100, messages=messages)
    again = model.messages.create(model="demo", max_tokens=100, messages=messages)
    assert first.content == again.content


def test_a_request_that_is_no_conversation_is_refused_as_the_real_api_refuses(model: anthropic.Anthropic) -> None:
    with pytest.raises(anthropic.BadRequestError):
        model.messages.create(model="demo", max_tokens=100, messages=[])
    answer = httpx.post(str(model.base_url.join("v1/messages")), content=b"no json")
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_a_background_behind_all_scenes_is_recoloured_with_theirs(model: anthropic.Anthropic, project: Path) -> None:
    _, history = turn(model, project, "A 15 second launch video for Nightjar, a coffee app for night owls")
    before = video(project)
    turn(model, project, "Make the background deep blue", history)
    sky = re.compile(r'skyTop="#(..)(..)(..)"')
    (red, _, blue) = (int(part, 16) for part in sky.findall(video(project))[0])
    assert sky.findall(before) != sky.findall(video(project))
    assert blue > red
    assert 'color="#fff6e9"' in video(project)


@pytest.mark.parametrize(
    ("request_text", "made"),
    [
        ("plan a 20 second storyboard for a bakery", "make a 20 second video for a bakery"),
        ("plan a 15 second launch video for Nightjar", "make a 15 second launch video for Nightjar"),
    ],
)
def test_a_storyboard_is_of_what_it_is_for(request_text: str, made: str) -> None:
    assert without_plan(request_text) == made
