"""What a column of a workbook can be: the fields an import knows, as staff see them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VISITS, PEOPLE, STOPS, MEMBERS = "visits", "people", "stops", "members"
#: The kinds of sheets: one row a visit, one row a person, and the two that belong to a sheet of visits.
SHEETS = (VISITS, PEOPLE, STOPS, MEMBERS)


@dataclass(frozen=True, slots=True)
class ImportField:
    """One thing that a column can hold."""

    name: str
    label: str | Promise
    help: str | Promise
    #: Which kinds of sheets may have it.
    sheets: frozenset[str]
    #: An example, of nobody who exists.
    example: str
    #: Whether a cell may hold several values, one a line or with semicolons between them.
    list: bool = False


_VISIT = frozenset({VISITS, PEOPLE})
_PERSON = frozenset({PEOPLE, MEMBERS})
_STOP = frozenset({STOPS})

_FIELDS = (
    ImportField(
        "reference",
        _("reference"),
        _(
            "Coop's own reference of a visit that is in the record already, such as V-0012. Leave it empty "
            "for new visits: they get one."
        ),
        _VISIT,
        "V-0012",
    ),
    ImportField(
        "key",
        _("visit key"),
        _(
            "Any text or number that is the same on all sheets for one visit. It joins stops and members to "
            "their visit, and is not kept."
        ),
        frozenset({VISITS, PEOPLE, STOPS, MEMBERS}),
        "2025-07",
    ),
    ImportField(
        "title",
        _("title"),
        _(
            "Who visits whom or what, in a few words. Made from the delegation and the hosts where it is "
            "empty."
        ),
        _VISIT,
        "Example University visits the Sample Institute",
    ),
    ImportField(
        "delegation",
        _("delegation"),
        _("The name of the group that travels."),
        _VISIT,
        "Delegation of Example University",
    ),
    ImportField(
        "senders",
        _("sending organisations"),
        _("The organisations that send the delegation; several with semicolons between them."),
        _VISIT,
        "Example University; Sample College",
        list=True,
    ),
    ImportField(
        "from_countries",
        _("country of the senders"),
        _(
            "Where the sending organisations are. It helps to tell organisations of the same name apart, and "
            "is kept with those that are new."
        ),
        _VISIT,
        "Kazakhstan",
        list=True,
    ),
    ImportField(
        "size",
        _("stated size"),
        _("How many people the delegation had, as the source states it, even where fewer are named."),
        _VISIT,
        "12",
    ),
    ImportField(
        "head",
        _("head of the delegation"),
        _("The person who heads the delegation. A title may follow after a comma."),
        _VISIT,
        "Ms Ann Sample, Rector",
    ),
    ImportField(
        "members",
        _("members"),
        _(
            "The people of the delegation, one a line or with semicolons between them. A title may follow in "
            "brackets."
        ),
        frozenset({VISITS}),
        "Ms Ann Sample (Rector); Mr Bob Example (Dean)",
        list=True,
    ),
    ImportField(
        "dates",
        _("dates"),
        _(
            "When the visit was or will be, as precisely as it is known: a day, a range, a month, a season. "
            "The first day, where another column has the last one."
        ),
        _VISIT,
        "4–5 November 2025",
    ),
    ImportField(
        "end",
        _("end date"),
        _("The last day, where it has a column of its own."),
        _VISIT,
        "5 November 2025",
    ),
    ImportField(
        "year",
        _("year"),
        _("The year of the visit, where the dates come without one."),
        _VISIT,
        "2025",
    ),
    ImportField(
        "status",
        _("status"),
        _("How far the visit has come: planned, confirmed, completed, postponed or cancelled."),
        _VISIT,
        "completed",
    ),
    ImportField(
        "countries",
        _("countries visited"),
        _("The countries that the delegation goes to; several with semicolons between them."),
        _VISIT,
        "China; Mongolia",
        list=True,
    ),
    ImportField(
        "hosts",
        _("invited by"),
        _("The organisations that invite or receive the delegation; several with semicolons between them."),
        _VISIT,
        "Sample Institute",
        list=True,
    ),
    ImportField(
        "programmes",
        _("programmes"),
        _("The cooperation programmes that the visit belongs to; not its timetable."),
        _VISIT,
        "Example Exchange Programme",
        list=True,
    ),
    ImportField(
        "topics",
        _("topics"),
        _("What the visit is about, as subject tags; several with semicolons between them."),
        _VISIT,
        "teacher training; joint degrees",
        list=True,
    ),
    ImportField(
        "purpose",
        _("purpose"),
        _("What was intended."),
        _VISIT,
        "To discuss a joint degree.",
    ),
    ImportField(
        "outcome",
        _("outcome"),
        _("What came of it."),
        _VISIT,
        "A letter of intent was signed.",
    ),
    ImportField(
        "note",
        _("note"),
        _("What readers should know of doubts and gaps. Everybody who may read the visit reads it."),
        _VISIT,
        "The source gives no day.",
    ),
    ImportField(
        "internal_notes",
        _("internal notes"),
        _("Only staff read this, ever."),
        _VISIT,
        "Ask the protocol office for the list of guests.",
    ),
    ImportField(
        "visibility",
        _("visibility"),
        _("Who may read the visit: draft, internal or public. Draft where it is empty."),
        _VISIT,
        "internal",
    ),
    ImportField(
        "person",
        _("person"),
        _("The name of one member of the delegation, whole: given and family names in one cell."),
        _PERSON,
        "Ms Ann Sample",
    ),
    ImportField(
        "surname",
        _("family name"),
        _("The person's family name, where given names have a column of their own. Made one name with them."),
        _PERSON,
        "Sample",
    ),
    ImportField(
        "given_name",
        _("given name"),
        _("The person's given names, where family names have a column of their own."),
        _PERSON,
        "Ann",
    ),
    ImportField(
        "patronymic",
        _("patronymic"),
        _("The person's patronymic or middle name, where it has a column of its own."),
        _PERSON,
        "Bobovna",
    ),
    ImportField(
        "person_other_name",
        _("name in another script"),
        _("The same person's name in another script or spelling; kept as another name of the person."),
        _PERSON,
        "Анна Образцова",
    ),
    ImportField(
        "person_title",
        _("title at the time"),
        _("The person's position at the time of the visit, as the source gives it."),
        _PERSON,
        "Dean of Examples",
    ),
    ImportField(
        "person_organisation",
        _("organisation of the person"),
        _("Where the person worked at the time of the visit."),
        _PERSON,
        "Example University",
    ),
    ImportField(
        "role",
        _("role"),
        _("What the person does in the delegation: head, deputy head, member, interpreter and others."),
        _PERSON,
        "head",
    ),
    ImportField(
        "person_note",
        _("note on the person"),
        _("What the person said or did, or what is in doubt about them."),
        _PERSON,
        "Joined on the second day.",
    ),
    ImportField(
        "day",
        _("day"),
        _("The day of the stop; empty where the source gives none."),
        _STOP,
        "4 November 2025",
    ),
    ImportField(
        "stop_kind",
        _("kind of stop"),
        _("What kind of stop it was: meeting, speech, congress, tour, ceremony, training, travel or other."),
        _STOP,
        "meeting",
    ),
    ImportField(
        "stop_title",
        _("stop"),
        _("What it was, in a few words."),
        _STOP,
        "Talks on a joint degree",
    ),
    ImportField(
        "stop_host",
        _("host of the stop"),
        _("The organisation that receives the delegation at this stop."),
        _STOP,
        "Sample Institute",
    ),
    ImportField(
        "place",
        _("place"),
        _("The city or the venue."),
        _STOP,
        "Sampletown",
    ),
    ImportField(
        "stop_country",
        _("country of the stop"),
        _("The country in which the stop is."),
        _STOP,
        "China",
    ),
    ImportField(
        "said",
        _("what was said"),
        _("What was said, done, offered or wished at this stop, in your own words."),
        _STOP,
        "Both sides wish to exchange lecturers.",
    ),
    ImportField(
        "stop_topics",
        _("topics of the stop"),
        _("What the stop was about, as subject tags; several with semicolons between them."),
        _STOP,
        "joint degrees",
        list=True,
    ),
    ImportField(
        "stop_programmes",
        _("programmes of the stop"),
        _("The cooperation programmes that the stop belongs to; several with semicolons between them."),
        _STOP,
        "Example Exchange Programme",
        list=True,
    ),
)

#: Every field by its name, in the order of the screens and templates.
FIELDS: dict[str, ImportField] = {field.name: field for field in _FIELDS}


def fields_of(sheet: str) -> list[ImportField]:
    """The fields that a kind of sheet (one of `SHEETS`) may have, in their order."""
    return [field for field in _FIELDS if sheet in field.sheets]
