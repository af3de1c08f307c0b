"""Errors become problems, and problems become the same errors again on the other side of a hop."""

import pytest

from common.errors import BY_CODE, HeadMoved, NotFound, StoryDreamError, UpstreamFailed, from_problem, to_problem


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_every_error_survives_a_hop(code: str) -> None:
    error = BY_CODE[code]("A sentence.")
    problem = to_problem(error, "trace-id-1")
    assert problem["status"] == error.status
    assert problem["code"] == code
    again = from_problem(error.status, problem)
    assert type(again) is type(error)
    assert again.detail == "A sentence."


def test_extra_members_travel_and_cannot_shadow_the_standard_ones() -> None:
    error = HeadMoved("Look again.", line="{}", tail="", status=200)
    problem = to_problem(error, "trace-id-1")
    assert problem["status"] == 409
    rebuilt = from_problem(409, problem)
    assert rebuilt.extra == {"line": "{}", "tail": ""}


def test_a_narrower_code_is_kept_by_the_error_of_its_status() -> None:
    problem = to_problem(NotFound("No such session.", code="session_not_found"), "t")
    rebuilt = from_problem(404, problem)
    assert isinstance(rebuilt, NotFound)
    assert rebuilt.problem_code == "session_not_found"


@pytest.mark.parametrize(("status", "kind"), [(500, StoryDreamError), (599, UpstreamFailed), (404, NotFound)])
def test_an_answer_that_is_no_problem_of_ours_gets_the_error_of_its_status(
    status: int, kind: type[StoryDreamError]
) -> None:
    assert type(from_problem(status, {})) is kind


def test_codes_are_unique() -> None:
    def leaves(kind: type[StoryDreamError]) -> list[type[StoryDreamError]]:
        return [kind, *(leaf for child in kind.__subclasses__() for leaf in leaves(child))]

    kinds = [kind for kind in leaves(StoryDreamError) if kind.__module__ == StoryDreamError.__module__]
    assert len({kind.code for kind in kinds}) == len(kinds)
