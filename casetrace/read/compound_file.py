"""The streams of a compound file, as Excel wrote a workbook until 2003: a file system in sectors of its own.

After Microsoft's [MS-CFB], as far as a stream needs it.
"""

import struct
from collections.abc import Iterator

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Numbers of sectors from here on are marks, such as the end of a chain.
FIRST_MARK = 0xFFFFFFFA
#: A stream that is shorter lies in sectors of 64 bytes within the stream of the root.
SMALL, SMALL_SECTOR = 4096, 64
ENTRY = 128


class DamagedFile(ValueError):
    """A compound file whose sectors do not lead anywhere."""


def stream(raw: bytes, *names: str) -> bytes:
    """The first stream that has one of the names.

    Raises
    ------
    DamagedFile
        There is none, or its sectors are not there.
    """
    try:
        return _stream(raw, names)
    except struct.error as error:
        raise DamagedFile(str(error)) from None


def _stream(raw: bytes, names: tuple[str, ...]) -> bytes:
    if not raw.startswith(SIGNATURE):
        raise DamagedFile("no compound file")
    size = 1 << min(struct.unpack_from("<H", raw, 30)[0], 20)
    table = _table(raw, size)
    directory_at, small_table_at = struct.unpack_from("<I", raw, 48)[0], struct.unpack_from("<I", raw, 60)[0]
    directory = b"".join(_sectors(raw, size, _chain(table, directory_at)))
    entries = [directory[at : at + ENTRY] for at in range(0, len(directory) - ENTRY + 1, ENTRY)]
    for entry in entries:
        if _name(entry) in names:
            start, length = struct.unpack_from("<II", entry, 116)
            if length >= SMALL:
                return b"".join(_sectors(raw, size, _chain(table, start)))[:length]
            small = b"".join(_sectors(raw, size, _chain(table, struct.unpack_from("<I", entries[0], 116)[0])))
            small_table = _numbers(b"".join(_sectors(raw, size, _chain(table, small_table_at))))
            return b"".join(_sectors(small, SMALL_SECTOR, _chain(small_table, start), first=0))[:length]
    raise DamagedFile(f"no stream {' or '.join(names)}")


def _table(raw: bytes, size: int) -> list[int]:
    """Of each sector the one that follows it; the sectors of this table are listed in the header and behind it."""
    listed = list(struct.unpack_from("<109I", raw, 76))
    more, seen = struct.unpack_from("<I", raw, 68)[0], set[int]()
    while more < FIRST_MARK and more not in seen:
        seen.add(more)
        *numbers, more = _numbers(next(_sectors(raw, size, [more])))
        listed += numbers
    return _numbers(b"".join(_sectors(raw, size, [number for number in listed if number < FIRST_MARK])))


def _numbers(raw: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))


def _chain(table: list[int], start: int) -> Iterator[int]:
    """The sectors from a first one to the end of their chain."""
    for _ in range(len(table) + 1):
        if start >= FIRST_MARK:
            return
        if start >= len(table):
            break
        yield start
        start = table[start]
    raise DamagedFile("a chain of sectors without an end")


def _sectors(raw: bytes, size: int, numbers: Iterator[int] | list[int], first: int = 1) -> Iterator[bytes]:
    """Sectors by their numbers; the header takes the room of the first one."""
    for number in numbers:
        at = (number + first) * size
        if at >= len(raw):
            raise DamagedFile("a sector behind the end of the file")
        yield raw[at : at + size]


def _name(entry: bytes) -> str:
    length = min(struct.unpack_from("<H", entry, 64)[0], 64)
    return entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
