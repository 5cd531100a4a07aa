"""What a reader puts up with, in one place. Beyond it a file is a counted problem."""

from __future__ import annotations

#: Largest file, in bytes.
FILE = 64 * 2**20
#: Longest text of one document, in characters (a book has half a million).
TEXT = 20_000_000
#: Pages of a PDF, slides of a presentation.
PAGES = 3_000
#: Characters on one page of a PDF.
PAGE = 200_000
#: Parts of a zipped document, what one of them and all of them may unpack to, and how many times the packed size.
PARTS = 20_000
PART = 128 * 2**20
UNPACKED = 1024 * 2**20
RATIO = 400
#: Seconds to read one file, and memory it may take in bytes.
SECONDS = 120.0
#: The same for a PDF where scanned pages can be read: a page takes 2 to 6 s.
SECONDS_OCR = 1800.0
MEMORY = 4 * 2**30
