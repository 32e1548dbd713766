"""The files of agreements' documents: what they are, where they are kept, and their versions."""

from tracker.services.documents.keeping import add_version, file_of, most_bytes, too_large
from tracker.services.documents.kinds import DocumentError, kind_of

__all__ = ["DocumentError", "add_version", "file_of", "kind_of", "most_bytes", "too_large"]
