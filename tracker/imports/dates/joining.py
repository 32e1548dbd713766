"""A start in one column and an end in another, made into one date."""

from django.utils.translation import gettext as _

from tracker.dates import PartialDate, PartialDateError


def join_dates(start: PartialDate | None, end: PartialDate | None) -> PartialDate:
    """The date from `start` to `end`, as two columns of a row state them.

    - Without an end, or where the end says the same, it is the start.
    - Without a start, the start is not stated: `/2025-11-05`. (`../2025-11-05` would say "no later than".)
    - A start that says only where it begins ("from 4 November 2025") gets its end.
    - A start that is a range already, whose end the other column repeats, is that range.

    Raises PartialDateError, with a sentence, where the two make no range: an end before the start, a year or
    a month that only one of them states, two ranges, or nothing at all.
    """
    if end is None:
        if start is None:
            raise PartialDateError(_("Neither a start nor an end is stated."))
        return start
    if start is None:
        if end.is_interval:
            raise PartialDateError(
                _(
                    "The end, %(end)s, is a range itself, and no start is stated. "
                    "Type one date as the end, or the range as the start."
                )
                % {"end": end}
            )
        return PartialDate.from_edtf(f"/{end.edtf}")
    if start == end or (start.is_interval and start.end and start.edtf.endswith(f"/{end.edtf}")):
        return start
    if end.is_interval or (start.is_interval and start.end):
        reason = _("one of them is a range itself. Type the range in one column, and leave the other empty.")
        raise _no_range(start, end, reason)
    if start.has_year != end.has_year:
        reason = _("only one of them states the year. Type the year of both, or of neither.")
        raise _no_range(start, end, reason)
    if start.precision != end.precision:
        reason = _(
            "one is stated more exactly than the other. Type both as days, or both as months or years."
        )
        raise _no_range(start, end, reason)
    try:
        return PartialDate.from_edtf(f"{start.edtf.partition('/')[0]}/{end.edtf}")
    except PartialDateError as error:
        raise _no_range(start, end, error.reason) from None


def _no_range(start: PartialDate, end: PartialDate, reason: str) -> PartialDateError:
    message = _("%(start)s as the start and %(end)s as the end make no range: %(reason)s") % {
        "start": start,
        "end": end,
        "reason": reason,
    }
    return PartialDateError(message, reason)
