"""What frames carry along is the same in every frame made of them."""

from copy import deepcopy
from datetime import date

import pandas as pd

from filters import Window
from metrics.carried import carried

ATTRS = {
    "window": Window(None, date(2017, 1, 31)), "as_of": date(2017, 2, 3), "undated": 2, "notes": ["One."],
    "ignored_by": {"Target": "sector"}, "none": None,
}  # fmt: skip


def test_what_is_carried_is_equal_to_what_it_was() -> None:
    assert carried(ATTRS) == ATTRS


def test_it_is_not_copied_with_the_frame_but_goes_along() -> None:
    frame = pd.DataFrame({"x": [1, 2, 3]})
    frame.attrs = carried(ATTRS)
    for made in (frame["x"], frame[frame["x"] > 1], frame.assign(y=1).reset_index(drop=True)):
        assert made.attrs == ATTRS
        assert all(made.attrs[name] is frame.attrs[name] for name in ATTRS)
    assert deepcopy(frame.attrs)["as_of"].isoformat() == "2017-02-03"


def test_to_change_a_value_of_one_frame_leaves_the_other_as_it_is() -> None:
    frame = pd.DataFrame({"x": [1]})
    frame.attrs = carried(ATTRS)
    other = frame.copy(deep=False)
    other.attrs["notes"] = ["Another."]
    assert frame.attrs["notes"] == ["One."]
