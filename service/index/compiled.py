"""Loops over rows that numpy has no single call for, compiled for this processor at their first use; the only file
that imports numba. They run without the interpreter's lock, so requests share the cores.

What was compiled is kept beside the code, or in NUMBA_CACHE_DIR, for the next start.
"""

from collections.abc import Callable
from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.cpython.unsafe import numbers
from numba.extending import intrinsic

Loop = Callable[..., Any]

trailing_zeros: Any = numbers.trailing_zeros

# Rows that are prefetched ahead of their turn: as many as the processor can wait for at once.
AHEAD = 32


def compiled(loop: Loop) -> Loop:
    """The same function as machine code. Arrays are read as they are: no bounds are checked."""
    return _compiled(loop, fastmath=False)


def compiled_sums(loop: Loop) -> Loop:
    """The same, with sums in whatever order is fastest: the last bits depend on the processor."""
    return _compiled(loop, fastmath={"reassoc", "contract"})


def _compiled(loop: Loop, fastmath: bool | set[str]) -> Loop:
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=fastmath)(loop)
    except RuntimeError:  # nowhere to keep it: every process compiles for itself
        return numba.njit(nogil=True, error_model="numpy", fastmath=fastmath)(loop)


def _prefetch(_: Any, array: Any, row: Any) -> Any:
    """Ask for the first cache line of a row that will be read soon: rows of a selection lie too far apart for the
    processor to guess (measured: 35 ns a row of 64 bytes without, 4 to 8 with)."""

    tools: Any = cgutils

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array_type, row_type = signature.args
        found = context.make_array(array_type)(context, builder, arguments[0])
        stride = tools.unpack_tuple(builder, found.strides)[0]
        place = builder.sext(arguments[1], ir.IntType(64)) if row_type.bitwidth < 64 else arguments[1]
        address = builder.add(builder.ptrtoint(found.data, ir.IntType(64)), builder.mul(place, stride))
        pointer, number = ir.PointerType(ir.IntType(8)), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
        instruction = tools.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        # For reading (0), needed once (locality 0), data (1).
        builder.call(instruction, [builder.inttoptr(address, pointer), number(0), number(0), number(1)])
        return context.get_dummy_value()

    return types.void(array, row), generate


prefetch: Any = intrinsic(_prefetch)
