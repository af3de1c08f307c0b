"""The agent's own client of the model, through the real gateway over real HTTP, to a scripted Anthropic: what each way
of answering, failing and refusing comes to in the pod."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from common.errors import BudgetExhausted
from session_pod.agent.answers import Reply
from session_pod.agent.model import Cancelled, Model, ModelBusy, ModelRefused
from tests.anthropic_script import Answer
from tests.anthropic_server import ScriptedAnthropic, scripted_anthropic
from tests.edge.conftest import Edge
from tests.edge.test_model_gateway import behind, pod_of, served


class Pod:
    """A pod's model, and what it heard."""

    def __init__(self, url: str, token: str) -> None:
        self.heard: list[str] = []
        self.stop = threading.Event()
        self.model = Model(
            f"{url}/pod/v1/model",
            lambda: token,
            "claude-sonnet-5-5",
            max_tokens=1000,
            silence_seconds=30,
            tls=ssl.create_default_context(),
        )

    def ask(self) -> Reply:
        return self.model.ask("You make videos.", [{"role": "user", "content": "Go"}], [], self.heard.append, self.stop)


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedAnthropic]:
    with scripted_anthropic() as server:
        yield server


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def pod(edge: Edge, server: ScriptedAnthropic, stack: ExitStack) -> Pod:
    return _pod(edge, server, stack)


def _pod(edge: Edge, server: ScriptedAnthropic, stack: ExitStack, **settings: str) -> Pod:
    server.script.clear()
    server.seen.clear()
    server.left.clear()
    stack.callback(behind(edge, server.url, **settings).close)
    token = pod_of(edge).environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    pod = Pod(stack.enter_context(served(edge)), token)
    stack.callback(pod.model.close)
    return pod


def test_words_and_parallel_tools_arrive_whole(pod: Pod, server: ScriptedAnthropic) -> None:
    server.plays(Answer("Two at once.", thinking="Hm", tools=[("view", {"path": "a"}), ("view", {"path": "b"})]))
    reply = pod.ask()
    assert "".join(pod.heard).strip() == "Two at once."
    assert [(use.name, use.arguments) for use in reply.tool_uses] == [("view", {"path": "a"}), ("view", {"path": "b"})]
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (10, 7)


def test_malformed_arguments_of_a_tool_end_nothing(pod: Pod, server: ScriptedAnthropic) -> None:
    server.plays(Answer("Now.", tools=[("view", '{"path": "a'), ("view", "no json at all")]))
    assert [(use.name, use.arguments) for use in pod.ask().tool_uses] == [("view", {}), ("view", {})]


def test_an_answer_that_was_cut_says_so(pod: Pod, server: ScriptedAnthropic) -> None:
    server.plays(Answer("Too lo", cut=True))
    assert pod.ask().cut


def test_an_overload_is_not_noticed_where_asking_again_helps(pod: Pod, server: ScriptedAnthropic) -> None:
    server.plays(Answer(status=529), Answer("Here."))
    pod.ask()
    assert (len(server.seen), "".join(pod.heard).strip()) == (2, "Here.")


FAILURES: list[tuple[Answer, type[ModelBusy | ModelRefused]]] = [
    (Answer(status=529, retry_after="30"), ModelBusy),
    (Answer(status=429, retry_after="30"), ModelBusy),
    (Answer(status=500), ModelBusy),
    (Answer("Half", breaks=True), ModelBusy),
    (Answer("Half", error="overloaded_error"), ModelBusy),
    (Answer(status=400), ModelRefused),
    (Answer(status=401), ModelRefused),
]


def test_failures_say_whether_to_ask_again(pod: Pod, server: ScriptedAnthropic) -> None:
    for answer, error in FAILURES:
        server.plays(answer)
        with pytest.raises(error) as raised:
            pod.ask()
        if answer.retry_after:
            assert raised.value.retry_after == 30


def test_a_used_up_budget_reaches_the_loop_with_what_it_tells_the_user(
    edge: Edge, server: ScriptedAnthropic, stack: ExitStack
) -> None:
    pod = _pod(edge, server, stack, budget_project="0/day")
    with pytest.raises(BudgetExhausted) as raised:
        pod.ask()
    said = raised.value.extra
    assert (said["scope"], said["unit"], said["used"], said["limit"]) == ("project", "micros", 0, 0)
    assert said["resetsAt"].endswith("T00:00:00Z")
    assert server.seen == []


def test_a_stop_ends_the_models_work(pod: Pod, server: ScriptedAnthropic) -> None:
    def stop() -> None:
        while not pod.heard:  # stopped before it was asked, there would be nobody for the model to miss
            time.sleep(0.05)
        pod.stop.set()

    server.plays(Answer("word " * 1000, pause=0.05))
    threading.Thread(target=stop, daemon=True).start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        pod.ask()
    assert time.monotonic() - begun < 40  # the whole answer takes 50 s
    assert server.left.wait(20)
