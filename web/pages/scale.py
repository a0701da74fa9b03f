"""The scale of a chart: a round number above its highest bar, and the values written beside it."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

from web.i18n.formats import number

#: Steps of a scale within a power of ten.
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of a chart: the value at its top, and the labels of its top, its middle and its foot."""

    top: float
    labels: tuple[str, ...]


def scale_of(highest: float, *, percent: bool = False) -> Scale:
    """Return the scale for bars up to a value: a count, or a part in per cent."""
    top = rounded_up(highest) if percent else max(rounded_up(highest), 1)
    middle = top / 2
    if percent:
        return Scale(top, (f"{top:g}%", f"{middle:g}%", "0"))
    shown = number(int(middle)) if middle == int(middle) else ""
    return Scale(top, (number(int(top)), shown, "0"))


def rounded_up(value: float) -> float:
    """Return the least number of the form 1, 2, 2.5 or 5 by a power of ten that is not below the value."""
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    step = next(step for step in _STEPS if step * power >= value * (1 - 1e-12))
    top = step * power
    return float(round(top)) if top >= 10 else float(round(top, 6))
