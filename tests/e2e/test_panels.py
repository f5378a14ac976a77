"""How panels stand side by side, from a wide screen to a phone."""

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.e2e.conftest import Open, until

pytestmark = pytest.mark.browser

THIRDS = ("sales-win-rate", "sales-cycle", "sales-spread")


@pytest.mark.parametrize(("width", "rows"), [(1440, 1), (1024, 2), (900, 3), (390, 3)])
def test_three_thirds_take_as_many_rows_as_the_screen_needs(
    dashboard: str, browser: Open, width: int, rows: int
) -> None:
    window = browser(f"{dashboard}/sales", width=width)
    until(window, lambda: bool(window.find_elements(By.ID, THIRDS[-1])), "the panels")
    until(window, lambda: len({top for top, _right in places(window)}) == rows, f"{rows} rows")
    right = {end for _top, end in places(window)}
    assert max(right) <= width
    assert window.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def places(window: Chrome) -> list[tuple[int, int]]:
    boxes = [window.find_element(By.ID, name).rect for name in THIRDS]
    return [(round(box["y"]), round(box["x"] + box["width"])) for box in boxes]
