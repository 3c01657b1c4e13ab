"""Reads the tables of a flatbuffer without its schema compiler."""

from __future__ import annotations

import struct
from typing import List, Optional, Tuple

import numpy as np


class Table:
    """A table: its fields are named by their number in the schema."""

    def __init__(self, data: bytes, place: int) -> None:
        self.data, self.place = data, place
        self.fields = place - int(struct.unpack_from("<i", data, place)[0])
        self.size = int(struct.unpack_from("<H", data, self.fields)[0])

    def _offset(self, field: int) -> int:
        entry = 4 + 2 * field
        if entry >= self.size:
            return 0
        offset = int(struct.unpack_from("<H", self.data, self.fields + entry)[0])
        return self.place + offset if offset else 0

    def number(self, field: int, kind: str = "i", default: float = 0) -> float:
        """-> a scalar of struct's kind, or the default where the field is absent."""
        place = self._offset(field)
        return float(struct.unpack_from("<" + kind, self.data, place)[0]) if place else default

    def integer(self, field: int, kind: str = "i", default: int = 0) -> int:
        return int(self.number(field, kind, default))

    def table(self, field: int) -> Optional["Table"]:
        place = self._offset(field)
        return Table(self.data, place + self._uint(place)) if place else None

    def vector(self, field: int) -> Tuple[int, int]:
        """-> (place of the first element, count); (0, 0) where the field is absent."""
        place = self._offset(field)
        if not place:
            return 0, 0
        start = place + self._uint(place)
        return start + 4, self._uint(start)

    def integers(self, field: int) -> List[int]:
        place, count = self.vector(field)
        return [int(v) for v in np.frombuffer(self.data, "<i4", count, place)] if count else []

    def tables(self, field: int) -> List["Table"]:
        place, count = self.vector(field)
        return [Table(self.data, p + self._uint(p)) for p in range(place, place + 4 * count, 4)]

    def bytes(self, field: int) -> bytes:
        place, count = self.vector(field)
        return self.data[place : place + count]

    def text(self, field: int) -> str:
        return self.bytes(field).decode("utf8", "replace")

    def _uint(self, place: int) -> int:
        return int(struct.unpack_from("<I", self.data, place)[0])


def root(data: bytes) -> Table:
    return Table(data, int(struct.unpack_from("<I", data, 0)[0]))
