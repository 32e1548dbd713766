"""The words that offices use in spreadsheets, in English, Russian, Chinese and Kazakh."""

from tracker.imports.vocabulary.countries import read_country
from tracker.imports.vocabulary.keys import has_han, roman_key, spellings, text_key
from tracker.imports.vocabulary.people_headers import PERSON_HEADERS, STOP_HEADERS
from tracker.imports.vocabulary.values import VALUE_WORDS, read_choice
from tracker.imports.vocabulary.visit_headers import VISIT_HEADERS

#: Field -> language -> what its column may be headed.
VOCABULARY: dict[str, dict[str, tuple[str, ...]]] = {
    field: {language: tuple(spellings(words)) for language, words in languages.items()}
    for headers in (VISIT_HEADERS, PERSON_HEADERS, STOP_HEADERS)
    for field, languages in headers.items()
}

__all__ = [
    "VALUE_WORDS",
    "VOCABULARY",
    "has_han",
    "read_choice",
    "read_country",
    "roman_key",
    "spellings",
    "text_key",
]
