"""Reads a PDF as a test does, without a library: its text, page by page, and its objects.

It reads what the compiler writes: a table of references, streams deflated or plain, fonts with a map to Unicode. It
follows the specification (ISO 32000-1) as far as that needs it.
"""

import re
import zlib
from functools import cached_property

PLAIN = rb"\\.|[^\\()]"
INNER = rb"\((?:%s)*\)" % PLAIN
#: A string; parentheses in pairs may stand in it as they are.
STRING = rb"\((?:%s|%s)*\)" % (PLAIN, rb"\((?:%s|%s)*\)" % (PLAIN, INNER))
DICTIONARY = rb"<<(?:%s|[^(>]|>(?!>))*>>" % STRING
TOKEN = re.compile(rb"%s|%s|<[0-9A-Fa-f\s]*>|/[^\s/<>\[\]()]+|\[|\]|[^\s/<>\[\]()]+" % (DICTIONARY, STRING), re.DOTALL)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def string(token: bytes) -> bytes:
    """The bytes of a string."""
    if token.startswith(b"<"):
        return bytes.fromhex(token[1:-1].decode())

    def unescaped(match: re.Match[bytes]) -> bytes:
        code = match.group(1)
        return bytes([int(code, 8)]) if code[:1].isdigit() else ESCAPES.get(code, code)

    return re.sub(rb"\\([0-7]{1,3}|.)", unescaped, token[1:-1], flags=re.DOTALL)


def text_string(token: bytes) -> str:
    """A text of the file: UTF-16 with its mark, or else a text of Latin letters."""
    written = string(token)
    return written.decode("utf-16") if written.startswith(b"\xfe\xff") else written.decode("latin-1")


class Pdf:
    """The objects of a PDF by their numbers, and its text."""

    def __init__(self, data: bytes) -> None:
        assert data.startswith(b"%PDF-")
        self.data = data
        start = int(data[data.rindex(b"startxref") + 9 :].split()[0])
        table = data[start : data.index(b"trailer", start)]
        offsets = [int(match) for match in re.findall(rb"(\d{10}) \d{5} n", table)]
        ends = dict(zip(sorted(offsets), [*sorted(offsets)[1:], start], strict=True))
        bodies = (data[offset : ends[offset]] for offset in offsets)
        self.objects = {int(body.split()[0]): body for body in bodies}

    def stream(self, number: int) -> bytes:
        """The content of a stream."""
        head, _, rest = self.objects[number].partition(b"stream\n")
        content = rest[: rest.rindex(b"endstream")].removesuffix(b"\n")
        return zlib.decompress(content) if b"/FlateDecode" in head else content

    def reference(self, number: int, name: bytes) -> int:
        """The number of the object that an entry of another points to."""
        found = re.search(rb"/" + name + rb"[\s\[]*(\d+) 0 R", self.objects[number])
        assert found, f"{name!r} is not in {self.objects[number][:200]!r}"
        return int(found.group(1))

    @cached_property
    def page_objects(self) -> list[int]:
        """The numbers of the pages, in order."""
        return self._leaves(self.reference(self._catalog, b"Pages"))

    @cached_property
    def _catalog(self) -> int:
        return next(number for number, body in self.objects.items() if re.search(rb"/Type\s*/Catalog", body))

    def _leaves(self, number: int) -> list[int]:
        kids = re.search(rb"/Kids\s*\[([^\]]*)\]", self.objects[number])
        if not kids:
            return [number]
        return [leaf for kid in re.findall(rb"(\d+) 0 R", kids.group(1)) for leaf in self._leaves(int(kid))]

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page, what stands in different places on different lines.

        What is no part of the document is left out: head and foot, and the header of a table that is repeated.
        """
        return [self._text(number) for number in self.page_objects]

    @cached_property
    def whole_pages(self) -> list[str]:
        """The text of each page with all that is printed on it."""
        return [self._text(number, whole=True) for number in self.page_objects]

    @property
    def text(self) -> str:
        """The text of all pages."""
        return "\n".join(self.pages)

    @property
    def bookmarks(self) -> list[str]:
        """The titles of the outline, in the order of the file."""
        items = [body for body in self.objects.values() if b"/Parent" in body and b"/Dest" in body]
        titles = (re.search(rb"/Title\s*(%s)" % STRING, body, re.DOTALL) for body in items)
        return [text_string(title.group(1)) for title in titles if title]

    def _fonts(self, page: int) -> dict[bytes, dict[int, str]]:
        """The maps of codes to letters of the fonts of a page."""
        body = self.objects[page]
        if re.search(rb"/Resources\s*\d+ 0 R", body):
            body = self.objects[self.reference(page, b"Resources")]
        fonts = re.search(rb"/Font\s*<<(.*?)>>", body, re.DOTALL)
        entries = re.findall(rb"(/\S+)\s+(\d+) 0 R", fonts.group(1)) if fonts else []
        return {name: self._letters(self.reference(int(number), b"ToUnicode")) for name, number in entries}

    def _letters(self, number: int) -> dict[int, str]:
        lines = self.stream(number)
        blocks = re.findall(rb"beginbfchar(.*?)endbfchar", lines, re.DOTALL)
        pairs = (pair for block in blocks for pair in re.findall(rb"<([0-9A-F]+)>\s*<([0-9A-F]+)>", block))
        return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}

    def _text(self, page: int, whole: bool = False) -> str:
        tokens = TOKEN.findall(self.stream(self.reference(page, b"Contents")))
        fonts = self._fonts(page)
        letters: dict[int, str] = {}
        parts: list[str] = []
        #: What each mark around a text says: the text that it stands for, an empty one for what is no part of the
        #: document, none for other marks.
        marks: list[str | None] = []
        for place, token in enumerate(tokens):
            if token in (b"BDC", b"BMC"):
                marks.append(self._mark(tokens[place - 2 : place]))
                parts += [marks[-1] or ""]
            elif token == b"EMC":
                marks.pop()
            elif token == b"Tf":
                letters = fonts[tokens[place - 2]]
            elif token == b"BT":
                parts.append("\n")
            elif token[:1] in b"(<" and token[:2] != b"<<" and (set(marks) <= {None} or (whole and not any(marks))):
                written = string(token)
                codes = (int.from_bytes(written[at : at + 2], "big") for at in range(0, len(written), 2))
                # a letter without a glyph has no entry
                parts += [letters.get(code, "\N{REPLACEMENT CHARACTER}") for code in codes]
        return "".join(parts)

    @staticmethod
    def _mark(tokens: list[bytes]) -> str | None:
        if b"/Artifact" in tokens:
            return ""
        found = re.search(rb"/ActualText\s*(%s|<[0-9A-Fa-f]*>)" % STRING, tokens[-1], re.DOTALL)
        return text_string(found.group(1)) if found else None
