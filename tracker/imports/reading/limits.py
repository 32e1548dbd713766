"""What a file may hold at most. Far above what an office keeps in one workbook, and low enough to be read in
memory.
"""

#: Bytes of a file as it is uploaded.
MAX_FILE = 50 * 1024 * 1024
#: Bytes of what a zipped file (.xlsx, .ods) unpacks to, all parts together.
MAX_UNPACKED = 300 * 1024 * 1024
#: How many times larger than itself a zipped file may become; asked only of those that unpack to more than
#: the floor.
MAX_RATIO = 250
RATIO_FLOOR = 20 * 1024 * 1024
#: Files inside of a zipped file.
MAX_PARTS = 5_000

MAX_SHEETS = 200
MAX_ROWS = 1_000_000
MAX_COLUMNS = 1_000
#: Rows times columns of what the sheets use, empty cells among them: the library keeps each of them, and in
#: other formats than .xlsx keeps all of them twice at once.
MAX_CELLS = 8_000_000
MAX_CELLS_OLDER = 4_000_000
#: Characters in one cell: what Excel itself allows.
MAX_TEXT = 32_767
#: Bytes of the texts of all cells, one that several cells share counted for each of them.
MAX_TEXTS = 300 * 1024 * 1024
#: Bytes between two tags, or in one tag: more than a text of `MAX_TEXT` characters can take.
MAX_TOKEN = 400_000
#: Elements that the parser must tell of, in a whole workbook: those of all rows that aren't written plainly.
MAX_ELEMENTS = 4_000_000
#: Texts that cells share.
MAX_STRINGS = 4_000_000
#: Cells of a sheet that hold an error or a formula without its value.
MAX_BROKEN = 50_000
MAX_MERGED = 100_000
