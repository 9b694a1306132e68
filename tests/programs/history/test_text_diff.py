"""Where two values differ: words of a sentence, lines of a list."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.programs.history.text_diff import TextPiece, mark_differences


def only(line):
    return [piece.text for piece in line if piece.only]


def test_only_the_changed_words_of_a_sentence_are_marked():
    [before], [after] = mark_differences(["Ten fellows meet in May."], ["Twelve fellows meet in May."])
    assert (only(before), only(after)) == (["Ten"], ["Twelve"])
    assert "".join(piece.text for piece in after) == "Twelve fellows meet in May."


def test_a_different_sentence_is_marked_as_a_whole():
    before, after = mark_differences(["Not stated"], ["A year of seminars and coaching."])
    assert (before, after) == (((TextPiece("Not stated", True),),), ((TextPiece("A year of seminars and coaching.", True),),))


def test_only_the_added_and_removed_lines_of_a_list_are_marked():
    before, after = mark_differences(["California", "Oregon"], ["California", "Nevada", "Oregon"])
    assert [only(line) for line in before] == [[], []]
    assert [only(line) for line in after] == [[], ["Nevada"], []]


TEXT = st.text(st.sampled_from("ab .,’\n"), max_size=30)


@given(st.lists(TEXT, min_size=1, max_size=4), st.lists(TEXT, min_size=1, max_size=4))
def test_the_pieces_make_up_the_whole_value(before, after):
    for lines, value in zip(mark_differences(before, after), (before, after), strict=True):
        assert ["".join(piece.text for piece in line) for line in lines] == value
