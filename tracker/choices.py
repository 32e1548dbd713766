"""The closed lists of the record, each with the words a person sees."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Visibility(TextChoices):
    """Who may read a visit, event, agreement or follow-up action."""

    DRAFT = "draft", _("draft")
    INTERNAL = "internal", _("internal")
    PUBLIC = "public", _("public")


class Status(TextChoices):
    """How far a visit or an event has come."""

    PLANNED = "planned", _("planned")
    CONFIRMED = "confirmed", _("confirmed")
    COMPLETED = "completed", _("completed")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")


class OrganisationKind(TextChoices):
    MINISTRY = "ministry", _("ministry")
    GOVERNMENT = "government", _("local government")
    INTERGOVERNMENTAL = "intergovernmental", _("intergovernmental body")
    UNIVERSITY = "university", _("university")
    UNIT = "unit", _("faculty, school or unit")
    CENTRE = "centre", _("centre or institute")
    SCHOOL = "school", _("school or college")
    ASSOCIATION = "association", _("association")
    MISSION = "mission", _("diplomatic mission")
    COMPANY = "company", _("company")
    OTHER = "other", _("other")


class AliasKind(TextChoices):
    """Why a record has another name."""

    ALIAS = "alias", _("other name")
    ABBREVIATION = "abbreviation", _("abbreviation")
    SPELLING = "spelling", _("other spelling")
    SCRIPT = "script", _("original script")
    FORMER = "former", _("former name")


class ParticipantRole(TextChoices):
    """What a participant does in a delegation, at a stop, at an event, or for an agreement or programme."""

    HEAD = "head", _("head")
    DEPUTY_HEAD = "deputy_head", _("deputy head")
    MEMBER = "member", _("member")
    INTERPRETER = "interpreter", _("interpreter")
    HOST = "host", _("host")
    SPEAKER = "speaker", _("speaker")
    GUIDE = "guide", _("guide")
    GUEST = "guest", _("guest")
    ORGANISER = "organiser", _("organiser")
    CHAIR = "chair", _("chair")
    NEGOTIATOR = "negotiator", _("negotiator")
    SIGNATORY = "signatory", _("signatory")
    PARTNER = "partner", _("partner")
    PARTICIPANT = "participant", _("participant")


class StopKind(TextChoices):
    MEETING = "meeting", _("meeting")
    SPEECH = "speech", _("speech")
    CONGRESS = "congress", _("congress or conference")
    TOUR = "tour", _("tour")
    CEREMONY = "ceremony", _("ceremony")
    TRAINING = "training", _("training")
    TRAVEL = "travel", _("travel")
    OTHER = "other", _("other")


class EventKind(TextChoices):
    CONGRESS = "congress", _("congress")
    FORUM = "forum", _("forum")
    SEMINAR = "seminar", _("seminar")
    CONFERENCE = "conference", _("conference")
    MINISTERIAL = "ministerial", _("ministerial meeting")
    TRAINING = "training", _("training")
    CEREMONY = "ceremony", _("ceremony")
    SPEECH = "speech", _("speech")
    THEMED_YEAR = "themed_year", _("themed year")
    OTHER = "other", _("other")


class OrganisationRole(TextChoices):
    """What an organisation does at an event."""

    ORGANISER = "organiser", _("organiser")
    PARTNER = "partner", _("partner")
    HOST = "host", _("host")
    SPEAKER = "speaker", _("speaker")
    PARTICIPANT = "participant", _("participant")


class AgreementKind(TextChoices):
    MEMORANDUM = "memorandum", _("memorandum")
    LETTER = "letter", _("letter of intent")
    CONTRACT = "contract", _("contract")
    INSTITUTION = "institution", _("joint institution")
    PROGRAMME = "programme", _("joint programme")
    OTHER = "other", _("other agreement")


class AgreementStatus(TextChoices):
    """The life cycle of an agreement. "Expiring" is a fact of today's date, never a stored state."""

    PROPOSED = "proposed", _("proposed")
    PREPARATION = "preparation", _("in preparation")
    AGREED = "agreed", _("agreed")
    SIGNED = "signed", _("signed")
    IN_FORCE = "in_force", _("in force")
    EXPIRED = "expired", _("expired")
    RENEWED = "renewed", _("renewed")
    TERMINATED = "terminated", _("terminated")


class TermUnit(TextChoices):
    YEARS = "years", _("years")
    MONTHS = "months", _("months")
    DAYS = "days", _("days")


class TermStart(TextChoices):
    """From when a term counts."""

    SIGNED = "signed", _("signature")
    IN_FORCE = "in_force", _("entry into force")


class Succession(TextChoices):
    """How an agreement follows another: what came before lives on in it, is changed by it, or is replaced."""

    RENEWAL = "renewal", _("renewal")
    AMENDMENT = "amendment", _("amendment")
    REPLACEMENT = "replacement", _("replacement")


class DocumentKind(TextChoices):
    """What a kept file is, by its content; the word is the ending of its name."""

    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word document (DOCX)")
    PNG = "png", _("PNG image")
    JPEG = "jpg", _("JPEG image")
    WEBP = "webp", _("WebP image")


class ActionStatus(TextChoices):
    OPEN = "open", _("open")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class ActionBasis(TextChoices):
    """On what ground an action stands: a hope of one side is no promise."""

    AGREED = "agreed", _("agreed")
    OFFERED = "offered", _("offered")
    INVITED = "invited", _("invited")
    PLANNED = "planned", _("planned")
    WISHED = "wished", _("wished for")
    DISCUSSED = "discussed", _("discussed")


class SourceKind(TextChoices):
    ARTICLE = "article", _("article")
    MINUTES = "minutes", _("minutes")
    LETTER = "letter", _("letter")
    REPORT = "report", _("report")
    WORKBOOK = "workbook", _("imported workbook")
    OTHER = "other", _("other document")


class Stance(TextChoices):
    """Whether a source supports what the record says or disputes it."""

    SUPPORTS = "supports", _("supports")
    DISPUTES = "disputes", _("disputes")


class ChangeKind(TextChoices):
    """What made writes that belong together."""

    EDIT = "edit", _("edit")
    MERGE = "merge", _("merge")
    IMPORT = "import", _("import")
    UNDO = "undo", _("taking back")
    STEP = "step", _("step of an agreement")
    DONE = "done", _("action done")


class ImportStatus(TextChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", _("uploaded")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("ready to be looked at")
    REFUSED = "refused", _("could not be read")
    QUEUED = "queued", _("waiting to be written")
    WRITING = "writing", _("being written")
    DONE = "done", _("written")
    INTERRUPTED = "interrupted", _("interrupted, nothing written")
    FAILED = "failed", _("failed, nothing written")
    UNDOING = "undoing", _("being taken back")
    UNDONE = "undone", _("taken back")


class ImportScope(TextChoices):
    """Which rows of a workbook are written."""

    ALL = "all", _("all rows, or none")
    GOOD = "good", _("the rows without problems")


OPEN_ACTIONS = (ActionStatus.OPEN, ActionStatus.IN_PROGRESS)
STILL_AHEAD = (Status.PLANNED, Status.CONFIRMED)
WORKED_UNDER = (AgreementStatus.SIGNED, AgreementStatus.IN_FORCE)
UNSIGNED = (AgreementStatus.PROPOSED, AgreementStatus.PREPARATION, AgreementStatus.AGREED)
