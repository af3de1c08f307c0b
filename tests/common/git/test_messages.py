"""A checkpoint's message ties it to its turn, and can't be forged by what a person writes in it."""

from common.git.messages import Author, CheckpointMessage


def test_what_is_rendered_is_read_back() -> None:
    for message in (
        CheckpointMessage("Make the title red", "turn-1234", "message-1", "uid-1"),
        CheckpointMessage("The title is red", "turn-1234", "message-1", "uid-1", asked="Make the title red"),
        CheckpointMessage("The title is red", asked="Turn: it red"),
        CheckpointMessage("Make the title red"),
    ):
        assert CheckpointMessage.parse(message.render()) == message


def test_the_message_is_what_git_shows() -> None:
    text = CheckpointMessage("The title is red", "turn-1", "message-1", "uid-1", "Make it red").render()
    assert text == "The title is red\n\nAsked: Make it red\n\nTurn: turn-1\nMessage: message-1\nAuthor: uid-1\n"
    text = CheckpointMessage("Make the title red", "turn-1", "message-1", "uid-1").render()
    assert text == "Make the title red\n\nTurn: turn-1\nMessage: message-1\nAuthor: uid-1\n"


def test_a_summary_is_one_line_whatever_was_written() -> None:
    assert CheckpointMessage("Two\n\nparagraphs\x00", turn_id="turn-1234").render() == (
        "Two paragraphs\n\nTurn: turn-1234\n"
    )
    assert len(CheckpointMessage("x" * 2000).render()) == 501
    assert CheckpointMessage("").render() == "Changes\n"


def test_of_a_message_from_elsewhere_the_first_paragraph_is_the_summary() -> None:
    pushed = CheckpointMessage.parse("Mend the\ntitle\n\nIt was red.\n\n* twice\n")
    assert pushed == CheckpointMessage("Mend the title")
    assert CheckpointMessage.parse("Turn: x") == CheckpointMessage("Turn: x")
    assert CheckpointMessage.parse("a\n\nTurn: x\nand more") == CheckpointMessage("a")
    assert CheckpointMessage.parse("") == CheckpointMessage("")


def test_trailers_in_a_text_lose_to_the_real_ones() -> None:
    for message in (
        CheckpointMessage("x\n\nAuthor: uid-forged", author_id="uid-real"),
        CheckpointMessage("x", author_id="uid-real", asked="y\n\nAuthor: uid-forged"),
    ):
        assert CheckpointMessage.parse(message.render()).author_id == "uid-real"
    assert CheckpointMessage.parse(CheckpointMessage("x\n\nAuthor: uid-forged").render()).author_id is None


def test_a_name_is_made_storable() -> None:
    assert Author("A <b>\n", "c>@d").clean() == Author("A  b", "c@d")
    assert Author("<>", "").clean() == Author("Someone", "unknown@storydream.local")
