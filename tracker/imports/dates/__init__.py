"""Reads the dates of a spreadsheet: a column at a time, because some cells are decided only by others.

"04/11/2025" may be 4 November or 11 April; "13/05/2025" in the same column says which. So the order of day
and month is decided once for a column, by cells that can be read in one order only, and never cell by cell.
Where none decides, or cells contradict each other, `ReadDates.question` asks staff, and the cells in question
have no value until they answer.

- Dots mean that the day is first, as for `tracker.dates.read`; slashes and hyphens may mean either. Dots are
  put in question by a date in dots that has the month first (05.14.2025). Where staff say that the month is
  first, that holds for a column in dots alone; beside dates with slashes, dates in dots that could be either
  are problems then.
- Years of two digits are read only when staff give their century (20: years 2000 to 2099, the year last).
- A year given for the sheet goes to dates without one. In a range that crosses the new year the end lies in
  the next year.
- "TBC", "不详", "уточняется", "—" and the like say that no date is stated: no value, and a notice.
- A number from 1900 to 2100 is a year; one that a spreadsheet may have for a day is read as that day, with a
  notice that says which; another is a problem.
- A time of day is dropped, unless a time zone makes the day uncertain.
- A full date twice ("04.11.2025 – 04.11.2025") is that day; "4–4 November" is a slip.
"""

from tracker.imports.dates.column import ReadDates, read_dates
from tracker.imports.dates.joining import join_dates
from tracker.imports.dates.series import DateProblem, find_series

__all__ = ["DateProblem", "ReadDates", "find_series", "join_dates", "read_dates"]
