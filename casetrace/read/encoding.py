"""Bytes to text: byte order marks, UTF-8, UTF-16 and the one-byte encodings of older exports."""

import codecs
import re
from typing import NamedTuple

from casetrace.model.problems import Problem
from casetrace.read.faults import UnreadableFile, file_problem

SAMPLE_BYTES = 64 * 1024
#: Encodings of names of the Internet, of source code and of mail, which give texts that no table has.
NO_TABLES = (
    "punycode",
    "idna",
    "unicode_escape",
    "unicode-escape",
    "raw_unicode_escape",
    "raw-unicode-escape",
    "utf-7",
)

_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_DOCUMENTS = [
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
]
_WEB_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|meta|\?xml)", re.IGNORECASE)

# What text in the right encoding never shows: such a sign or capital in the middle of a word, or before it.
_SIGN_IN_WORD = re.compile("[A-Za-z][¹²³¼½¾¿¯£¥ª°±„”“†‡ŒŽŸŠ¤¦§¨¬][a-z]|[¹²³¿][a-z]{2}")
# Words of accented letters alone are Cyrillic or Greek.
_ACCENTS_ALONE = re.compile("(?:^|[^A-Za-z\u00c0-\u00ff])[\u00c0-\u00ff]{3,}", re.MULTILINE)
# The encodings that programs outside Western Europe, old Macs and DOS write.
_ELSEWHERE = ["cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "mac_roman", "cp850", "cp852", "shift_jis", "gb18030"]


class Decoded(NamedTuple):
    """A file's text without its byte order mark, and the encoding that it was in."""

    text: str
    encoding: str


def decoded(raw: bytes, file: str, config_encoding: str = "") -> Decoded:
    """Decode a raw file with the encoding that config gives, or the one that its bytes show.

    Parameters
    ----------
    raw
        The whole file.
    file
        What the file is called in config.
    config_encoding
        The encoding in config; empty to detect it.

    Raises
    ------
    UnreadableFile
        It is no text, the encoding isn't known, or a byte doesn't fit it (then the problem names the line).
    """
    if config_encoding and not _is_text_encoding(config_encoding):
        expected = "an encoding of text that Python knows"
        remedy = "correct dialect.encoding in config"
        raise UnreadableFile(
            file_problem(file, "unknown encoding", f"encoding {config_encoding!r} in config", expected, remedy)
        )
    _refuse_documents(raw, file)
    encoding = config_encoding or _detected(raw, file)
    codec = "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
    try:
        return Decoded(raw.decode(codec).removeprefix("\ufeff"), encoding)
    except UnicodeDecodeError as error:
        line = _lines(raw[: error.start].decode(codec, errors="ignore"))
        found = f"byte 0x{raw[error.start]:02x}"
        remedy = "give dialect.encoding in config, or export the table as UTF-8"
        problem = file_problem(file, "undecodable text", found, f"text encoded as {encoding}", remedy, line)
        raise UnreadableFile(problem) from None


def _is_text_encoding(name: str) -> bool:
    """Whether Python knows an encoding in which a program writes a table; some of its own are ways to spell a text."""
    try:
        return codecs.lookup(name).name not in NO_TABLES and bool("a".encode(name))
    except (LookupError, ValueError):
        return False


def _refuse_documents(raw: bytes, file: str) -> None:
    kind = next((kind for magic, kind in _DOCUMENTS if raw.startswith(magic)), "")
    if not kind and _WEB_PAGE.match(raw[:1000]):
        kind = "a web page or XML"
    if kind:
        raise UnreadableFile(_no_table(file, kind))


def _no_table(file: str, kind: str) -> Problem:
    return file_problem(file, "no table", kind, "a text file with delimiters, or a spreadsheet")


def _detected(raw: bytes, file: str) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding
    if b"\0" in raw:
        return _utf16_without_mark(raw[:SAMPLE_BYTES], file)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if _has_utf8_letters(raw[: error.start]):
            return "utf-8"
        middle = error.start
        return _one_byte_encoding(raw[max(0, middle - SAMPLE_BYTES // 2) : middle + SAMPLE_BYTES // 2])
    return "utf-8"


def _utf16_without_mark(sample: bytes, file: str) -> str:
    """UTF-16 is known by the zero byte of each Latin letter, which is always its second or always its first."""
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    threshold = len(sample) // 4
    if high > threshold and low * 20 < high:
        return "utf-16-le"
    if low > threshold and high * 20 < low:
        return "utf-16-be"
    raise UnreadableFile(_no_table(file, "a binary file"))


def _has_utf8_letters(leading_bytes: bytes) -> bool:
    """Whether the text before a bad byte already shows letters in UTF-8: then the file is UTF-8 with a damaged byte."""
    return not leading_bytes.isascii()


def _one_byte_encoding(sample: bytes) -> str:
    """Windows' Western encoding if the text looks right in it, else the best guess of charset-normalizer that does."""
    western = sample.decode("cp1252", errors="replace")
    if not (_SIGN_IN_WORD.search(western) or _ACCENTS_ALONE.search(western) or "\ufffd" in western):
        return "cp1252"
    from charset_normalizer import from_bytes

    guesses = from_bytes(sample, cp_isolation=_ELSEWHERE)
    return next((guess.encoding for guess in guesses if not _SIGN_IN_WORD.search(str(guess))), "cp1252")


def _lines(leading_text: str) -> int:
    """The line on which the text after this one goes on."""
    return len(re.findall("\r\n|\r|\n", leading_text)) + 1
