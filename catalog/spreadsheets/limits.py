"""How large a file of programs may be. The whole catalog is 0.8 MB, 363 rows and 52 columns."""

MOST_BYTES = 10_000_000  # of an upload
MOST_COLUMNS = 200
MOST_ROWS = 5_000  # with content, under the header
MOST_DOWN = 20_000  # rows of a sheet, empty ones included
MOST_CHARACTERS = 32_767  # of a cell: the limit of spreadsheets
MOST_TEXT = 10_000_000  # characters of all cells
MOST_ERRORS = 10_000  # of a file: nobody reads more, and each uses memory

MOST_UNPACKED = 15_000_000  # bytes of all parts of a workbook; the whole catalog's workbook has 3 million

# of the process that reads a file
MOST_MEMORY = 512 << 20  # bytes of address space; a table of 15 MB needs 100 million
MOST_SECONDS = 20
