import codecs

import pytest

from tracker.imports.reading.encodings import ENCODINGS, decode
from tracker.imports.workbook import ReadingError

CHINESE = [
    "姓名,单位\n王小明,示例大学",
    "日期;国家\n2024年5月;哈萨克斯坦",
    "访问",
    "备注",
    "代表团名称\t职务\n示例代表团\t团长",
    "北京市,上海市\n",
    "“示例”大学——访问",
    "大学,Université",
    "Дата,名称\n1,访问",
]
RUSSIAN = [
    "Дата;Город\n1;Алматы",
    "ДАТА;МЕСТО",
    "да",
    "Я",
    "ГОД",
    "ИТОГО",
    "Да;Нет;Он;Она",
    "ВУЗ;ПРИМЕР;СТРАНА",
    "СОСТАВ ДЕЛЕГАЦИИ",
    "Министерство образования и науки",
    "«Пример» № 5 — визит",
    "Объект;Ёлка",
    "Visit to Москва; note",
    "Встреча;Цель\nпереговоры;подписание соглашения",
    "г.;им.",
    "МинОбр и КазНУ",
    "Євген і Їжак",
]
WESTERN = [
    "Café",
    "Université de l’Exemple;Zürich",
    "naïve;créée",
    "São Paulo;Ação",
    "Åse Ødegård",
    "El Niño",
    "“quoted” – dash",
    "Größe",
    "price 5 €",
    "ÉCOLE SUPÉRIEURE;ÜBERSICHT",
    "Français;Élève;Ça",
    "Škoda",
    "10 °C",
]
KAZAKH = [
    "Қазақстан Республикасы",
    "Әл-Үлгі атындағы Қазақ ұлттық университеті",
    "ҚАЗАҚСТАН",
    "Ғылым және жоғары білім министрлігі",
]
EVERYTHING = [*CHINESE, *RUSSIAN, *WESTERN, *KAZAKH]
LEGACY = [
    *[(text, "gb18030", "GB18030") for text in CHINESE],
    *[(text, "cp1251", "windows-1251") for text in RUSSIAN],
    *[(text, "cp1252", "windows-1252") for text in WESTERN],
    *[(text, "kz1048", "KZ-1048") for text in KAZAKH],
]


@pytest.mark.parametrize(("text", "codec", "label"), LEGACY)
def test_decode_legacy_encoding_found_out(text, codec, label):
    assert decode(text.encode(codec), "visits.csv") == (text, label)


@pytest.mark.parametrize("text", EVERYTHING)
def test_decode_unicode_with_and_without_mark(text):
    found = [
        decode(text.encode(), "visits.csv"),
        decode(codecs.BOM_UTF8 + text.encode(), "visits.csv"),
        decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le"), "visits.csv"),
        decode(codecs.BOM_UTF16_BE + text.encode("utf-16-be"), "visits.csv"),
    ]
    assert found == [(text, "UTF-8"), (text, "UTF-8"), (text, "UTF-16"), (text, "UTF-16")]


@pytest.mark.parametrize("text", [f"a,{text}\r\nb,c\r\n" for text in EVERYTHING])
def test_decode_utf_16_without_mark(text):
    assert decode(text.encode("utf-16-le"), "visits.csv") == (text, "UTF-16LE")
    assert decode(text.encode("utf-16-be"), "visits.csv") == (text, "UTF-16BE")


@pytest.mark.parametrize(
    "text", ["é", "õ", "ж", "ә", "ö", "№", "Ελλάδα", "ğ", "Łódź", "王", "日本語", "대학교", "جامعة"]
)
def test_decode_short_utf_8_isn_t_taken_for_chinese(text):
    assert decode(text.encode(), "visits.csv") == (text, "UTF-8")


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Министерство образования", "koi8-r"),
        ("Дата;Город;Примечание", "koi8-r"),
        ("Министерство образования", "cp866"),
        ("姓名,單位\n王小明,示例大學,會議,臺灣教育", "big5"),
        ("大学,会議,ひらがなカタカナ", "shift-jis"),
        ("Türkiye; Eğitim Bakanlığı", "cp1254"),
        ("Příklad;Česká;Łódź", "cp1250"),
    ],
)
def test_decode_other_encoding_is_refused(text, codec):
    with pytest.raises(ReadingError, match=r"^It can't be told in which encoding “visits\.csv” is written"):
        decode(text.encode(codec), "visits.csv")


def test_decode_damaged_utf_8_names_the_line():
    content = "Город;Страна\nАлматы;Қазақстан\n".encode() + b"Astan\xe0;x\n" + "Тараз;Қазақстан".encode()
    with pytest.raises(ReadingError) as raised:
        decode(content, "visits.csv")
    assert str(raised.value) == (
        "“visits.csv” is a text in UTF-8 in which 1 byte is damaged, in line 3. Mend that line, or save the"
        " file again "
        "as “CSV UTF-8”."
    )


@pytest.mark.parametrize("group", ["Group", "Группа", "代表团"])
def test_decode_half_of_a_character_in_utf_8_is_refused(group):
    rows = "".join(f"{group} {number};4.11.2024\n" for number in range(20))
    content = f"Delegation;Dates\n{rows}".encode() + b"\xed\xa0\x80G;5.11.2024\n"
    with pytest.raises(ReadingError) as raised:
        decode(content, "visits.csv")
    assert str(raised.value) == (
        "“visits.csv” is a text in UTF-8 in which 3 bytes are damaged, the first in line 22. Mend those"
        " lines,"
        " or save the file again as “CSV UTF-8”."
    )


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        *ENCODINGS.items(),
        ("utf-8", "utf-8"),
        ("GB18030", "gb18030"),
        ("Windows-1251", "cp1251"),
        ("cp1252", "cp1252"),
    ],
)
def test_decode_encoding_given(encoding, codec):
    text = "a,b\r\nc,d"
    assert decode(text.encode(codec), "visits.csv", encoding).text == text


def test_decode_encoding_given_goes_before_what_is_likely():
    assert decode("Дата".encode("cp1251"), "visits.csv", "windows-1252") == ("Äàòà", "windows-1252")


@pytest.mark.parametrize(
    ("content", "encoding", "start"),
    [
        ("Дата".encode("cp1251"), "UTF-8", "“visits.csv” isn't whole as a text in UTF-8: line 1 holds"),
        (b"a\n\xff\xff", "gb18030", "“visits.csv” isn't whole as a text in GB18030: line 2 holds"),
        (b"a", "utf-7", "The encoding “utf-7” isn't known here. Choose one of: UTF-8, UTF-16,"),
        (
            "a\ud800b".encode("utf-16", "surrogatepass"),
            None,
            "“visits.csv” isn't whole as a text in UTF-16: line 1",
        ),
        (b"a\0b\0\0\xd8c\0", None, "“visits.csv” isn't a text: it holds NUL bytes."),
        (b"a,b\n\0\0\0\0\0\0\n", None, "“visits.csv” isn't a text: it holds NUL bytes."),
        (b"a,b\n\0,c", None, "“visits.csv” isn't a text: it holds NUL bytes."),
    ],
)
def test_decode_broken_text_is_refused(content, encoding, start):
    with pytest.raises(ReadingError) as raised:
        decode(content, "visits.csv", encoding)
    assert str(raised.value).startswith(start)
