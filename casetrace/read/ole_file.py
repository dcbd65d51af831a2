"""A stream of an OLE file, the container of .xls workbooks, by Microsoft's [MS-CFB]."""

import struct

#: Numbers from here on are of no sector.
_FREE = 0xFFFFFFF0


def stream_of(raw: bytes, *names: str) -> bytes:
    """The content of the first stream that has one of these names.

    Parameters
    ----------
    raw
        The whole file.
    names
        Names that the stream may have.

    Raises
    ------
    ValueError
        There is no such stream, or a chain of sectors runs in a circle.
    struct.error, IndexError
        The file is damaged.
    """
    size, small_size = (1 << shift for shift in struct.unpack_from("<HH", raw, 30))
    directory, _, cutoff, small_table = struct.unpack_from("<4I", raw, 48)
    table = _table(raw, size)
    entries = _chained(raw[size:], directory, table, size)
    root = entries[:128]
    for place in range(0, len(entries), 128):
        entry = entries[place : place + 128]
        length = struct.unpack_from("<H", entry, 64)[0]
        if entry[: max(length - 2, 0)].decode("utf-16-le", "replace") in names:
            first, n_bytes = struct.unpack_from("<II", entry, 116)
            if n_bytes >= cutoff:
                return _chained(raw[size:], first, table, size)[:n_bytes]
            shorts = _chained(raw[size:], struct.unpack_from("<I", root, 116)[0], table, size)
            links = _numbers(_chained(raw[size:], small_table, table, size))
            return _chained(shorts, first, links, small_size)[:n_bytes]
    raise ValueError(f"no stream {' or '.join(names)}")


def _table(raw: bytes, size: int) -> list[int]:
    """The table of sectors: which one follows each."""
    sectors = [number for number in struct.unpack_from("<109I", raw, 76) if number < _FREE]
    further, n_further = struct.unpack_from("<II", raw, 68)
    for _ in range(min(n_further, len(raw) // size)):
        numbers = _numbers(raw[size * (further + 1) : size * (further + 2)])
        sectors += [number for number in numbers[:-1] if number < _FREE]
        further = numbers[-1]
    return [link for sector in sectors for link in _numbers(raw[size * (sector + 1) : size * (sector + 2)])]


def _chained(content: bytes, first: int, table: list[int], size: int) -> bytes:
    """The sectors from the first one on, joined; the content begins with sector 0."""
    sectors: dict[int, bytes] = {}
    while first < _FREE:
        if first in sectors:
            raise ValueError("a chain of sectors that runs in a circle")
        sectors[first] = content[size * first : size * (first + 1)]
        first = table[first]
    return b"".join(sectors.values())


def _numbers(content: bytes) -> list[int]:
    return [number for (number,) in struct.iter_unpack("<I", content[: len(content) // 4 * 4])]
