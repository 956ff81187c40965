"""Half-precision rows as single precision: numpy takes nine times as long (measured: 1.34 ms for 1,500 rows of 448, and
0.15 ms here)."""

import numpy as np
import numpy.typing as npt

from service.index.compiled import compiled, compiled_sums

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

# Half and single precision have sign, exponent and fraction in the same order. With fraction and exponent moved to
# their places, only the exponent's bias differs, by 112; a product with this power of two is exact.
_BIAS = np.float32(2.0**112)


def singles(halves: npt.NDArray[np.float16], rows: Rows) -> Floats:
    """Some rows, exactly, shape (len(rows), width); for finite numbers only."""
    found = np.empty((len(rows), halves.shape[1]), dtype=np.uint32)
    _move_bits(halves.view(np.uint16), rows, found)
    result: Floats = found.view(np.float32)
    result *= _BIAS
    return result


def products(halves: npt.NDArray[np.float16], rows: Rows, query: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Inner products of some rows with a query in double precision, shape (len(rows),); for finite numbers only."""
    found = np.empty(len(rows))
    _add_up(halves.view(np.uint16), rows, query, found)
    return found


@compiled_sums
def _add_up(halves, rows, query, found):  # type: ignore[no-untyped-def]
    bits = np.empty(halves.shape[1], dtype=np.uint32)
    moved = bits.view(np.float32)
    for place in range(rows.shape[0]):
        row, total = rows[place], 0.0
        for column in range(halves.shape[1]):
            half = np.uint32(halves[row, column])
            bits[column] = ((half & np.uint32(0x8000)) << np.uint32(16)) | ((half & np.uint32(0x7FFF)) << np.uint32(13))
        for column in range(halves.shape[1]):
            total += np.float64(moved[column]) * query[column]
        found[place] = total * np.float64(_BIAS)


@compiled
def _move_bits(halves, rows, found):  # type: ignore[no-untyped-def]
    for place in range(rows.shape[0]):
        row = rows[place]
        for column in range(halves.shape[1]):
            bits = np.uint32(halves[row, column])
            sign = (bits & np.uint32(0x8000)) << np.uint32(16)
            found[place, column] = sign | ((bits & np.uint32(0x7FFF)) << np.uint32(13))
