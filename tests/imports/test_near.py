"""Which names may be one name spelled in two ways, and which are two."""

import pytest

from tracker.imports.near import Near, find_near, near_each_other
from tracker.imports.near.spelling import Slips, han, sound, syllables
from tracker.names import normalise


def nearness(kind: str, one: str, other: str) -> float:
    """How near two names are, the same from both sides; 0 if they aren't."""
    keys = normalise(one), normalise(other)
    scores = [[near.score for near in find_near(kind, [a], [b])[0]] for a, b in (keys, keys[::-1])]
    assert scores[0] == scores[1]
    return round(scores[0][0], 1) if scores[0] else 0


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        # The order of the words, and spaces
        ("Samplova Anna", "Anna Samplova", 98),
        ("Sample, John Example", "John Example Sample", 98),
        ("Li Wei", "Wei Li", 98),
        ("Wang Xiao Ming", "Wang Xiaoming", 97),
        ("王小明", "Wang Xiaoming", 97),
        ("王小明", "Xiaoming Wang", 97),
        ("Annamaria Example", "Anna Maria Example", 97),
        # Titles
        ("Dr Ann Sample", "Ann Sample", 98),
        ("王小明先生", "Wang Xiaoming", 97),
        # Ways to romanise
        ("Yuliya Samplova", "Julia Samplova", 95),
        ("Дмитрий Образцов", "Dmitry Obraztsov", 95),
        ("Aleksey Samplov", "Samplow Alexei", 95),
        ("Қайрат Үлгіұлы", "Kairat Ulgiuly", 95),
        ("Lyu Jiexin", "Lü Jiexin", 95),
        # Chinese names as Russian writes them
        ("Ван Сяомин", "Wang Xiaoming", 90),
        ("Сяомин Ван", "Wang Xiao Ming", 90),
        ("Чжан Миньсюань", "Zhang Minxuan", 90),
        ("Люй Цзесинь", "Lü Jiexin", 90),
        ("Сюй Юаньчунь", "Xu Yuanchun", 90),
        # A slip
        ("Ann Sample", "Ann Sampel", 88.9),
        ("Samplova Anna", "Samplva Anna", 92.3),
        ("Wang Xiaoming", "Wang Xiaomig", 92.3),
        # A slip in a short word, beside an equal one
        ("Carl Reed", "Carl Reid", 88.9),
        ("Ann Moss", "Anne Moss", 88.9),
        ("Dora Lake", "Dora Lakes", 90),
        ("Dana Lake", "Dana Lakes", 90),
        ("Jon Smith", "John Smith", 90),
        ("Smith John", "Jon Smith", 90),
        # A name more
        ("Anna Samplova", "Samplova Anna Ivanovna", 90),
        ("John Q. Sample", "John Sample", 90),
        # Initials
        ("A. Samplova", "Anna Samplova", 88),
        ("Samplova A.I.", "Анна Ивановна Самплова", 88),
        ("Samplova A.I.", "Anna Samplova", 88),
        ("A. Samplova", "Samplova Anna Ivanovna", 88),
        ("Ю. Образцова", "Юлия Образцова", 88),
    ],
)
def test_nearness_people_one_name(one, other, score):
    assert nearness("person", one, other) == score


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Chinese names: each letter counts
        ("Li Wei", "Li Mei"),
        ("Li Wei", "Li Wei Ming"),
        ("Wang Xiaoming", "Wang Xiaoning"),
        ("Liu Wei", "Lu Wei"),
        ("Wang X.", "Wang Xiaoming"),
        ("Ван Сяомин", "Wang Xiaolin"),
        ("Чжан Ли", "Zhang Lin"),
        ("Иван Сун", "Yi Wang Song Li Na"),
        # Short words, short names, first letters, numbers
        ("Ben Sam", "Ben Sum"),
        ("Ed Sampl", "Ed Sampe"),
        ("Ben Reed", "Ben Reid"),
        ("Sam Smith", "Som Smith"),
        ("Jo Smith", "Jon Smith"),
        ("Dora Lake", "Dora Bake"),
        ("Wang Ming", "Wang Ling"),
        ("Chen Jing", "Chen Jiang"),
        ("Marina Samplova", "Karina Samplova"),
        ("Fictitious Person 12", "Fictitious Person 13"),
        ("Fictitious Person 20241", "Fictitious Person 20242"),
        # Two differences
        ("Aleksandr Samplov", "Aleksandra Samplova"),
        ("Ann Sample", "Ana Sampel"),
        # One word says too little, and so does a short one more
        ("Samplova", "Anna Samplova"),
        ("John Sample Jr", "John Sample"),
        # Initials that don't fit
        ("B. Samplova", "Anna Samplova"),
        ("Samplova A.I.", "Igor Samplova"),
        ("A. Sam", "Ann Sam"),
    ],
)
def test_nearness_people_two_names(one, other):
    assert nearness("person", one, other) == 0


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        # Order, small words, spaces
        ("University of Example", "The Example University", 97),
        ("Al-Sampli Example University", "Alsampli-Example University", 95),
        ("Centre of Example in Sample", "Example Centre in Sample", 97),
        # Common words in their languages, and with slips
        ("Example Univeristy", "Университет Example", 97),
        ("Министерство образования", "Ministry of Education", 97),
        ("Minstry of Education", "Ministry of Education", 97),
        ("教育部", "Ministry of Education", 97),
        ("示例大学", "Shili Daxue", 97),
        ("示例大学", "Shili University", 97),
        ("Example Institute", "Example College", 97),
        # A slip in what distinguishes
        ("Exmaple University", "Example University", 94.4),
        # Common words left out
        ("Example University", "Example State University", 93),
        ("Example", "Example University", 93),
        ("Ministry of Education of Example", "Ministry of Education and Science of Example", 93),
        ("Education Department of Example", "Example City Education Department", 93),
        # Numbers that are the same
        ("Школа № 5", "School No 5", 97),
        ("Fifth Example School", "Example School 05", 97),
        ("Example School II", "Example School 2", 97),
        # Abbreviations
        ("EU", "Example University", 80),
        ("E.U.", "Example University", 80),
        ("Example State University (ESU)", "Example State University", 97),
        ("МОН", "Министерство образования и науки", 80),
    ],
)
def test_nearness_organisations_one_name(one, other, score):
    assert nearness("organisation", one, other) == score


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ministry of Education of Example", "Ministry of Education of Sample"),
        ("Example University", "Sample University"),
        ("Example University", "Example Institute"),
        ("Example University", "Example Medical University"),
        ("Example University", "University of Education, Example"),
        ("Example State University", "Example National University"),
        ("Example University", "Example University School of Education"),
        ("Example", "Example City Government"),
        ("Ministry of Education", "Ministry of Education and Science"),
        ("Education Department of Example City", "Education Department of Example Region"),
        ("Embassy of Example in Sample", "Embassy of Sample in Example"),
        ("Northeastern Example University", "Northwestern Example University"),
        ("示例大学", "示例学院"),
        ("北京样本大学", "南京样本大学"),
        ("School No 5", "School No 6"),
        ("Example School No 5", "Example School No 6"),
        ("Fifth Example School", "Sixth Example School"),
        ("样本第五中学", "样本第六中学"),
        ("Example University Building A", "Example University Building B"),
        ("EU", "Example School"),
        ("Example University (ESU)", "Example University"),
    ],
)
def test_nearness_organisations_two_names(one, other):
    assert nearness("organisation", one, other) == 0


@pytest.mark.parametrize(
    ("kind", "one", "other", "score"),
    [
        ("topic", "Teacher training", "Training of teachers", 94.1),
        ("topic", "Rural education", "Higher education", 0),
        ("topic", "Rural education", "Education", 0),
        ("topic", "Health", "Wealth", 0),
        ("topic", "SE", "Sample education", 0),
        ("delegation", "Delegation of Example University", "Example University", 97),
        ("delegation", "Sample delegation", "Example delegation", 0),
        ("delegation", "Example University 2024", "Example University 2025", 0),
        ("programme", "Example Exchange Programme", "Example exchange program", 97),
        ("programme", "Example Exchange Programme", "Example Exchange Project", 0),
        ("programme", "EEP", "Example Exchange Programme", 80),
        ("programme", "Example Education Programme", "Example School Programme", 0),
    ],
)
def test_nearness_other_kinds(kind, one, other, score):
    assert nearness(kind, one, other) == score


def test_find_near_nearest_first():
    known = ["samplova anna ivanovna", "ben sample", "samplova anna", "anna samplova", "samplva anna"]
    assert find_near("person", ["anna samplova", "nobody known"], known) == [
        [Near(2, 98.0), Near(4, 100 * (1 - 1 / 13)), Near(0, 90.0)],
        [],
    ]


def test_find_near_alias_that_is_an_abbreviation():
    """An alias "EU" is another record's abbreviation; a record that is called "EU" may be this one."""
    assert find_near("organisation", ["example university"], ["eu"], own=0) == [[]]
    assert find_near("organisation", ["example university"], ["eu"]) == [[Near(0, 80.0)]]
    assert find_near("organisation", ["eu"], ["example university"], own=0) == [[Near(0, 80.0)]]


@pytest.mark.parametrize("kind", ["organisation", "person", "delegation", "topic", "programme"])
def test_find_near_odd_keys(kind):
    odd = ["", "a", "5", "—", "of the", "x" * 600, "an" * 300, "a b c d e f g h", "dr", "university", "5 6"]
    assert [len(near) for near in find_near(kind, odd, odd)] == [0] * len(odd)
    assert find_near(kind, [], odd) == []
    assert find_near(kind, odd, []) == [[]] * len(odd)


def test_near_each_other_pairs_in_order():
    texts = [
        "Exmaple University",
        "Sample School",
        "Example University",
        "EXAMPLE  university",
        "School Sample",
    ]
    assert near_each_other("organisation", texts) == [
        ("Exmaple University", "Example University", pytest.approx(94.4, abs=0.1)),
        ("Sample School", "School Sample", 97.0),
    ]


def test_near_each_other_chinese_characters_romanised_alike():
    assert near_each_other("person", ["王小明", "王晓明", "王小明", "王小刚"]) == [("王小明", "王晓明", 90.0)]


def test_slips_one_letter():
    slips = Slips(["example", "sample", "short", "boat", "no123"])
    found = {
        word: slips.of(word) for word in ("exmaple", "exampl", "examplee", "exxmple", "example", "ecample")
    }
    assert found == {word: set() if word == "example" else {"example"} for word in found}
    assert [slips.of(word) for word in ("axample", "exmapel", "boa", "no124", "shirt")] == [
        set(),
        set(),
        set(),
        set(),
        {"short"},
    ]


def test_syllables_least_number():
    counted = {
        word: syllables(word) for word in ("wang", "xiaoming", "xian", "lyu", "marina", "samplova", "")
    }
    assert counted == {"wang": 1, "xiaoming": 2, "xian": 1, "lyu": 1, "marina": 3, "samplova": 0, "": 0}


def test_sound_ways_to_romanise():
    assert {sound(word) for word in ("yuliya", "iuliia", "julia", "yulia")} == {"iulia"}
    assert sound("zhanna") != sound("yana")


def test_han_chinese_characters_only():
    assert [han(text) for text in ("Wang Xiaoming", "Ван 王小明 (Wang)", "ﾆ 示例")] == ["", "王小明", "示例"]
