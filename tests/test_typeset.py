"""Lines of Japanese for paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.typeset import NOT_FIRST, NOT_LAST, fold, width


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("家賃が払えない。", 7, ("家賃が払えな", "い。")),
        ("これは「家賃」です", 4, ("これは", "「家賃」", "です")),
        ("電話は0120-279-338です", 8, ("電話は", "0120-279-338", "です")),
        ("チャット", 3, ("チャッ", "ト")),
        ("a\nb", 5, ("a", "b")),
        ("", 5, ()),
    ],
    ids=["句点は行頭に来ない", "かっこは離れない", "番号は切れない", "小さい字は行頭に来ない", "行を分ける", "空"],
)
def test_lines_break_where_japanese_may(text, room, lines):
    assert fold(text, room) == lines


@given(st.text(alphabet="家賃が、。「」（）ーっャ0120-abc　", max_size=60), st.integers(min_value=8, max_value=20))
def test_no_line_is_too_long_and_nothing_is_lost(text, room):
    lines = fold(text, room)

    assert all(width(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(alphabet="家賃払居住、。「」っ", max_size=60).filter(lambda text: all(run not in text for run in ("、、、", "。。。", "「「「"))))
def test_no_line_begins_or_ends_with_what_must_not(text):
    lines = fold(text, 30)

    assert all(line[0] not in NOT_FIRST for line in lines[1:])
    assert all(line[-1] not in NOT_LAST for line in lines[:-1])
