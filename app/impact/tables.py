"""A learned table packed, so that a side that was learned once need not be learned again to answer other sentences. Numbers and names, nothing that is run."""

from collections.abc import Mapping, Sequence

import msgpack
import numpy as np

from app.matching.table import Table, Weights


def pack(table: Table) -> bytes:
    """Write a table down."""
    rows, weights, idf, offsets, rare = table.learned
    where = np.fromiter(rows.values(), "<i4", len(rows)).tobytes()
    classes, values = np.array([cls for cls, _ in rare], "<i4").tobytes(), np.array([value for _, value in rare], "<f8").tobytes()
    body: bytes = msgpack.packb((list(rows), where, *(each.astype("<f4").tobytes() for each in (weights, idf, offsets)), classes, values))
    return body


def unpack(body: bytes, groups: Mapping[str, Sequence[str]]) -> Table:
    """Read a table for the classes of *groups*, for which it was learned."""
    names, where, weights, idf, offsets, classes, values = msgpack.unpackb(body)
    rows = dict(zip(names, np.frombuffer(where, "<i4").tolist(), strict=True))
    rare = list(zip(np.frombuffer(classes, "<i4").tolist(), np.frombuffer(values, "<f8").tolist(), strict=True))
    by_class = np.frombuffer(weights, "<f4").reshape(-1, len(offsets) // 4)
    return Table.of(Weights(rows, by_class, np.frombuffer(idf, "<f4"), np.frombuffer(offsets, "<f4"), rare), groups)
