"""How much a piece of a cell looks like a person's name, and what of it is a title."""

from __future__ import annotations

import re
from functools import lru_cache

from tracker.imports.near.spelling import syllables
from tracker.imports.vocabulary import has_han
from tracker.imports.vocabulary import people_words as words

#: A title, or what one is of; words in small letters; what is nothing of these; one word; written as names
#: are; surely a name.
TITLE, SMALL, OTHER, WORD, SHAPE, SURE = range(6)

_INITIALS = re.compile(r"\A(?:[^\W\d_a-zа-яё]\.?-?){1,3}\Z|\A(?:[^\W\d_]{1,2}\.){1,3}\Z")
_GLUED_INITIALS = re.compile(r"\A(?:[^\W\d_]\.){1,3}[^\W\d_]{2,}\Z|\A[^\W\d_]{2,}(?:[^\W\d_]\.){1,3}\Z")
_PATRONYMIC = re.compile(r"(?:ович|евич|овна|евна|ична|ұлы|қызы|ovich|evich|ovna|evna|uly|kyzy|qyzy)\Z")
_FAMILY = re.compile(
    r"(?:[ое]в|[ое]ва|[иы]н|[иы]на|ск(?:ий|ая)|енко|бай|баев|ев|ова|ская|ov|ova|ev|eva|sky|skaya|enko|yan|adze)\Z"
)
_MOST_WORDS = 5
_HAN_ONLY = re.compile("\\A[\u3400-\u9fff]+\\Z")
_HAN_FOREIGN = re.compile("\\A[\u3400-\u9fff]+(?:[·•・][\u3400-\u9fff]+)+\\Z")
_DIGIT = re.compile(r"\d")


# Words by which a text may be more than a name.
_TELLING = frozenset(
    part
    for group in (
        words.TITLES,
        words.WITH_TITLES,
        words.SUBJECTS,
        words.SUBJECTS_OR_NAMES,
        words.ADDRESS_OR_TITLE,
        words.BESIDE,
    )
    for word in group
    for part in word.replace(".", "").split("-")
)
# Words in small letters, but for those within names.
_SMALL_WORD = re.compile(
    rf"(?:\A|\s)(?!(?:{'|'.join(sorted(words.PARTICLES))})\s)[a-zа-яёәғқңөұүһі]",
)


def is_plain(text: str) -> bool:
    """Whether no word of a text, which is not Chinese, speaks against its being one name."""
    return not _SMALL_WORD.search(text) and _TELLING.isdisjoint(
        text.casefold().replace("-", " ").replace(".", "").split()
    )


def _key(word: str) -> str:
    return word.casefold().strip(".,'’\"«»“”")


def _is_title(key: str) -> bool:
    """Whether a word, also for several people, or one end of a joined one ("vice-rector"), is a title."""
    return (
        key in words.TITLES
        or (key[-1:] == "s" and key[:-1] in words.TITLES)
        or ("-" in key and any(part in words.TITLES for part in key.split("-")))
    )


def _with_titles(key: str) -> bool:
    return key in words.WITH_TITLES or key in words.TITLES or _is_title(key)


def _is_initial(word: str) -> bool:
    return bool(_INITIALS.match(word)) and (len(word) == 1 or "." in word)


@lru_cache(maxsize=16_384)
def likeness(text: str, *, behind: bool = False) -> int:
    """How much a text without brackets looks like a person's name: one of the constants above.

    `behind` says that it stands behind a name, where "Chinese Law" is a title rather than somebody.
    """
    if has_han(text):
        return _han(text)
    if _DIGIT.search(text):
        return OTHER
    parts = text.split()
    keys = [_key(part) for part in parts]
    first = 0
    while first < len(keys) and keys[first] in words.ADDRESS:
        first += 1
    rest, rest_keys = parts[first:], keys[first:]
    if not rest:
        return TITLE if not words.ADDRESS_OR_TITLE.isdisjoint(keys) else OTHER
    if _is_subject(rest, rest_keys, keys[:first], behind=behind):
        return TITLE
    titles = [key for key in rest_keys if _is_title(key)]
    if titles:
        given = len(rest) == 2 and rest_keys[0] in words.GIVEN and titles == rest_keys[1:]
        named = len(rest) > 1 and (given or words.NAMES_TOO.issuperset(titles)) and _capitals(rest)
        if not named or not words.WITH_TITLES.isdisjoint(rest_keys):
            return TITLE
    if first:
        return SURE if _capitals(rest) else OTHER if rest[0][:1].isupper() else TITLE
    if words.WITH_TITLES.issuperset(rest_keys):
        return TITLE
    if len(rest) == 1:
        return SURE if _GLUED_INITIALS.match(rest[0]) else _single(rest[0])
    if len(rest) > _MOST_WORDS:
        return OTHER
    if not _capitals(rest):
        known = not words.GIVEN.isdisjoint(rest_keys) and len(rest) <= 3
        if known and all(part[:1].islower() for part in rest):
            return SHAPE
        return SMALL if rest[0][:1].islower() else OTHER
    if (
        not words.GIVEN.isdisjoint(rest_keys)
        or any(_is_initial(part) or _GLUED_INITIALS.match(part) for part in rest)
        or any(_PATRONYMIC.search(key) for key in rest_keys)
        or (
            not words.PINYIN_SURNAMES.isdisjoint(rest_keys)
            and all(syllables(key.replace("-", "")) for key in rest_keys)
        )
    ):
        return SURE
    return SHAPE


def _is_subject(parts: list[str], keys: list[str], address: list[str], *, behind: bool) -> bool:
    """Whether a text is what a title is of, and no name that has such a word in it ("Art Sample")."""
    both = not words.SUBJECTS_OR_NAMES.isdisjoint(keys)
    sure = words.SUBJECTS.intersection(keys)
    if not sure and not both:
        return False
    given = address or not words.GIVEN.isdisjoint(keys[:1])
    if sure:
        named = given and len(parts) == 2 and _capitals(parts) and sure <= words.FAMILY_NAMES_TOO
        return not named
    if not words.JOINING.isdisjoint(keys) and not _capitals(parts):
        return True  # "Law of Examples"
    if all(key in words.SUBJECTS_OR_NAMES or key in words.WITH_TITLES for key in keys):
        # "Law", but not "Mr Law"; "Professor Law" is somebody unless behind a name
        return not address or (behind and words.ADDRESS_OR_TITLE.issuperset(address))
    return behind and not given and keys[-1] in words.SUBJECTS_OR_NAMES


def may_be_subject(text: str) -> bool:
    """Whether a text that is written as a name has a word in it that titles are of too."""
    keys = [] if has_han(text) else [_key(part) for part in text.split()]
    if words.SUBJECTS_OR_NAMES.isdisjoint(keys):
        return False
    return likeness(text) == SHAPE or words.ADDRESS_OR_TITLE.issuperset(keys[:-1])


def patronymics(name: str) -> int:
    """How many words of a name are patronymics."""
    return sum(_PATRONYMIC.search(_key(word)) is not None for word in name.split())


def _single(word: str) -> int:
    return SMALL if word[:1].islower() else WORD if word[:1].isupper() else OTHER


def _capitals(parts: list[str]) -> bool:
    """Whether all words but the small ones within names begin with a capital letter."""
    return all(part[:1].isupper() or part.casefold() in words.PARTICLES for part in parts) and (
        parts[0][:1].isupper()
    )


def _han(text: str) -> int:
    if _HAN_FOREIGN.match(text):
        return SURE
    if not _HAN_ONLY.match(text):
        return OTHER
    if text.endswith(words.HAN_TITLES):
        # "高校长" is somebody whose given name isn't said.
        title = next(title for title in words.HAN_TITLES if text.endswith(title))
        return OTHER if len(text) - len(title) == 1 else TITLE
    if text.endswith(words.HAN_BODIES):
        return TITLE
    return SURE if is_han_name(text) else OTHER


def is_han_name(text: str) -> bool:
    """Whether a Chinese text is a family name that is known, and one or two signs behind it."""
    if text in words.HAN_PLACES or text[-1] in words.HAN_BODY_ENDS:
        return False
    if text.startswith(words.HAN_DOUBLE_SURNAMES):
        return 3 <= len(text) <= 4
    return 2 <= len(text) <= 3 and text[0] in words.HAN_SURNAMES


def is_given(word: str) -> bool:
    """Whether a word is a given name that is known, or an initial."""
    parts = word.split()
    return bool(parts) and all(_key(part) in words.GIVEN or _is_initial(part) for part in parts)


def is_known(word: str) -> bool:
    """Whether a word is a given name that is known."""
    return _key(word) in words.GIVEN


def name_and_title(text: str) -> tuple[str, str, bool]:
    """The name and the title of one person in a text that joins them: "Rector Ann Sample", "王小明 校长".

    The title is "" where there is none; the last value says that a word may be either.
    """
    if has_han(text):
        return (*_han_name_and_title(text), False)
    parts = text.split()
    keys = [_key(part) for part in parts]
    if len(parts) < 2 or not any(map(_with_titles, (keys[0], keys[-1]))):
        return text, "", False
    if found := _title_before(parts, keys):
        return (*found, False)
    if _is_title(keys[-1]):
        last = len(parts) - 1
        while last > 1 and _with_titles(keys[last - 1]):
            last -= 1
        name = " ".join(parts[:last])
        if last > 1 and likeness(name) >= SHAPE and keys[last] not in words.NAMES_TOO:
            return name, " ".join(parts[last:]), False
    doubt = keys[0] in words.NAMES_TOO or (
        _is_title(keys[-1]) and (len(parts) > 2 or keys[-1] not in words.NAMES_TOO)
    )
    return text, "", doubt and likeness(text) >= SHAPE


def _title_before(parts: list[str], keys: list[str]) -> tuple[str, str] | None:
    """The name and the title of "Vice-Rector for Research Ann Sample"."""
    if not _with_titles(keys[0]):
        return None
    for place in range(1, len(parts)):
        before, last = keys[:place], keys[place - 1]
        if last in words.JOINING or not any(map(_is_title, before)) or not parts[place][:1].isupper():
            continue
        name = " ".join(parts[place:])
        like = likeness(name)
        if all(map(_with_titles, before)):
            if like == WORD:
                named = _FAMILY.search(keys[place]) is not None
            else:
                named = like == SURE or (like == SHAPE and (len(parts) > 2 or last not in words.NAMES_TOO))
        else:
            named = like == SURE or (like == SHAPE and last in words.SUBJECTS)
        if named:
            # "Professor Ann Sample" is a form of address.
            return None if words.ADDRESS.issuperset(before) else (name, " ".join(parts[:place]))
    return None


def _han_name_and_title(text: str) -> tuple[str, str]:
    parts = text.split()
    if len(parts) == 2:
        first, second = map(likeness, parts)
        if second == TITLE and first != TITLE and len(parts[0]) > 1:
            return parts[0], parts[1]
        if first == TITLE and second != TITLE:
            return parts[1], parts[0]
    if len(parts) != 1:
        return text, ""
    for title in words.HAN_TITLES:
        if text.endswith(title) and is_han_name(text[: -len(title)] or " "):
            return text[: -len(title)], title
    for length in (3, 2, 4):
        if (
            len(text) > length + 1
            and is_han_name(text[-length:])
            and text[:-length].endswith(words.HAN_TITLES)
        ):
            return text[-length:], text[:-length]
    return text, ""
