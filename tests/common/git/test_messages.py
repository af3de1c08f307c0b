"""A checkpoint's message ties it to its turn, and can't be forged by what a person writes in it."""

from common.git.messages import Author, CheckpointMessage


def test_what_is_rendered_is_read_back() -> None:
    for message in (
        CheckpointMessage("Make the title red", "turn-1234", "message-1", "uid-1"),
        CheckpointMessage("Make the title red"),
        CheckpointMessage("Two\n\nparagraphs", turn_id="turn-1234"),
    ):
        assert CheckpointMessage.parse(message.render()) == message


def test_the_message_is_what_git_shows() -> None:
    text = CheckpointMessage("Make the title red", "turn-1", "message-1", "uid-1").render()
    assert text == "Make the title red\n\nTurn: turn-1\nMessage: message-1\nAuthor: uid-1\n"


def test_trailers_in_a_summary_lose_to_the_real_ones() -> None:
    message = CheckpointMessage("x\n\nAuthor: uid-forged", author_id="uid-real")
    assert CheckpointMessage.parse(message.render()).author_id == "uid-real"


def test_any_other_message_is_all_summary() -> None:
    assert CheckpointMessage.parse("Turn: x") == CheckpointMessage("Turn: x")
    assert CheckpointMessage.parse("a\n\nTurn: x\nand more") == CheckpointMessage("a\n\nTurn: x\nand more")
    assert CheckpointMessage("").render() == "Changes\n"


def test_a_name_is_made_storable() -> None:
    assert Author("A <b>\n", "c>@d").clean() == Author("A  b", "c@d")
    assert Author("<>", "").clean() == Author("Someone", "unknown@storydream.local")
