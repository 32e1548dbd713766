"""The common forms, read without `tracker.dates.read` as it would read them."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.dates import PartialDate, PartialDateError, read
from tracker.dates.tokens import normalise
from tracker.imports.dates.texts import DAY, DOTS, MONTH, _quickly, _slowly

WORDS = st.sampled_from(["Nov", "ноября", "may", "Sept", "foo", "қараша", "c", "январь"])
ONE_OR_TWO = st.one_of(st.integers(0, 33).map(str), st.integers(0, 33).map(lambda number: f"{number:02}"))
YEARS = st.one_of(st.integers(1, 9999), st.integers(1990, 2030)).map(lambda year: f"{year:04}")
COMMON = st.one_of(
    st.tuples(YEARS, st.just("-"), ONE_OR_TWO, st.just("-"), ONE_OR_TWO),
    st.tuples(ONE_OR_TWO, st.just("."), ONE_OR_TWO, st.just("."), YEARS, st.sampled_from(["", " г.", "г"])),
    st.tuples(ONE_OR_TWO, st.sampled_from("-–—"), ONE_OR_TWO, st.just(" "), WORDS, st.just(" "), YEARS),
    st.tuples(ONE_OR_TWO, st.just(" "), WORDS, st.just(" "), YEARS, st.sampled_from(["", " г.", " года"])),
    st.tuples(YEARS, st.just("年"), ONE_OR_TWO, st.just("月"), ONE_OR_TWO, st.just("日")),
    st.tuples(
        *(YEARS, st.just("年"), ONE_OR_TWO, st.just("月"), ONE_OR_TWO, st.just("日")),
        *(st.sampled_from("-—至到"), ONE_OR_TWO, st.sampled_from(["日", "月3日"])),
    ),
    st.tuples(
        *(ONE_OR_TWO, st.just("."), ONE_OR_TWO, st.just("."), YEARS, st.sampled_from(["-", " – "])),
        *(ONE_OR_TWO, st.just("."), ONE_OR_TWO, st.just("."), YEARS),
    ),
).map("".join)


def outcome(reader, text: str) -> str:
    try:
        return str(reader(text).edtf)
    except PartialDateError as error:
        return error.reason


@given(COMMON)
def test_read_dates_common_forms_as_read_reads_them(text):
    quick = _quickly(text)
    if quick is None or (quick.marks == DOTS and not quick.day):
        return
    assert quick.edtf
    meant = outcome(read, text)
    if "both ends are the same" not in meant:
        assert outcome(PartialDate.from_edtf, quick.day) == meant


@given(COMMON.map(lambda text: text.replace(".", "/")), st.sampled_from([DAY, MONTH]))
def test_read_dates_common_forms_rewritten_alike(text, order):
    quick = _quickly(text)
    if quick is None or not quick.marks:
        return
    slow = _slowly(normalise(text), None)
    assert (quick.vote, quick.marks) == (slow.vote, slow.marks)
    assert bool(quick.in_order(order)) == bool(slow.in_order(order))
    if slow.in_order(order) and not slow.one_day:
        meant = outcome(read, slow.in_order(order))
        if "both ends are the same" not in meant:
            assert outcome(PartialDate.from_edtf, quick.in_order(order)) == meant
