"""Makes the variants of a run: every trick and every honest picture with as many seeds as are wanted."""

import zlib
from collections.abc import Iterator
from random import Random

# Each adds its rows to the registry.
import animation_tricks  # noqa: F401
import honest  # noqa: F401
import honest_svg  # noqa: F401
import icon_tricks  # noqa: F401
import raster_tricks  # noqa: F401
import svg_tricks  # noqa: F401
from drawing import Variant
from registry import HONEST, TRICKS

# A third of a run and more is honest.
HONEST_SHARE = 0.4


def made(row: tuple, seed: int, is_honest: bool) -> Variant:
    format, name, extension, way, make = row
    rng = Random(zlib.crc32(f"{format}/{name}/{way}/{seed}".encode()))
    return Variant(format, name, way, seed, extension, make(rng), is_honest)


def variants(seed: int, count: int) -> Iterator[Variant]:
    """So many variants: the rows in turn, each time with a seed of its own."""
    for rows, wanted, is_honest in [
        (TRICKS, count - round(count * HONEST_SHARE), False),
        (HONEST, round(count * HONEST_SHARE), True),
    ]:
        for number in range(wanted):
            yield made(rows[number % len(rows)], seed * 1000 + number // len(rows), is_honest)
