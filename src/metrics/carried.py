"""What a result's frame carries besides its figures, as values that are carried along and not copied.

pandas copies a frame's attrs deeply whenever it makes another frame or column of it, and a page does so hundreds of
times. These values are never changed, so that their copy may be themselves.
"""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any, Self

from filters import Window


class _Carried:
    def __deepcopy__(self, _memo: Any) -> Self:
        return self


class _Day(_Carried, date):
    pass


class _Window(_Carried, Window):
    pass


class _List(_Carried, list[Any]):
    pass


class _Dict(_Carried, dict[str, Any]):
    pass


def carried(attrs: Mapping[str, Any]) -> dict[Hashable, Any]:
    """The same attrs, light to carry; each value is equal to what it was."""
    return {name: _light(value) for name, value in attrs.items()}


def _light(value: Any) -> Any:
    match value:
        case date():
            return _Day(value.year, value.month, value.day)
        case Window():
            return _Window(_light(value.start), _light(value.end))
        case list():
            return _List(value)
        case dict():
            return _Dict(value)
        case _:
            return value
