"""What staff do with agreements: the steps of their life, their documents, and the radar."""

from tracker.views.agreements.documents import document_file, document_new
from tracker.views.agreements.radar import radar, radar_export
from tracker.views.agreements.steps import agreement_step

__all__ = ["agreement_step", "document_file", "document_new", "radar", "radar_export"]
