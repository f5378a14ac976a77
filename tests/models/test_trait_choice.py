import numpy as np
import pandas as pd

from models.trait_choice import grouped, value_bands, value_edges


def test_deals_alike_in_their_traits_share_a_group() -> None:
    deals = pd.DataFrame({"product": ["a", "b", None] * 10, "region": ["n"] * 30})
    codes, columns = grouped(deals, ("product", "region"))
    assert codes[:3].tolist() == [0, 1, 2]
    assert columns.shape == (3, 2)  # region does not vary
    assert columns[2].tolist() == [0, 0]  # unknown moves nothing


def test_without_traits_all_deals_are_one_group() -> None:
    codes, columns = grouped(pd.DataFrame({"product": ["a", "b"]}), ())
    assert (codes.tolist(), columns.shape) == ([0, 0], (1, 0))


def test_values_fall_into_fifths_and_equal_ones_into_none() -> None:
    edges = value_edges(pd.Series(np.arange(1.0, 101)))
    assert len(edges) == 4
    assert value_bands(pd.Series([1.0, 50.0, 100.0, None]), edges).tolist() == [0, 2, 4, None]
    assert len(value_edges(pd.Series([7.0] * 10))) == 0
