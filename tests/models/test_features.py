"""Deals as columns: centred, unknown where nothing is known, and blind to the outcome."""

import numpy as np
import pandas as pd
import pytest

from models.features import Amount, Category, learn_encoding


def frame(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


def test_a_level_is_one_less_its_share_and_the_others_minus_theirs() -> None:
    deals = frame(product=["A"] * 6 + ["B"] * 18)
    encoding = learn_encoding(deals)
    assert encoding.fields == (Category("product", ("B", "A"), (0.75, 0.25)),)
    assert encoding.matrix(frame(product=["A", "B"])).tolist() == [[-0.75, 0.75], [0.25, -0.25]]


def test_the_mean_of_every_column_over_the_deals_learnt_from_is_zero() -> None:
    deals = frame(product=["A"] * 6 + ["B"] * 18 + [None] * 3, value=[*range(1, 28)])
    assert learn_encoding(deals).matrix(deals).sum(axis=0) == pytest.approx([0, 0, 0])


def test_rare_levels_are_pooled_and_a_new_one_counts_among_them() -> None:
    deals = frame(rep=["Ada"] * 6 + ["Ben"] * 2 + ["Cleo"] * 2)
    encoding = learn_encoding(deals)
    assert encoding.fields == (Category("rep", ("Ada",), (0.6, 0.4)),)
    assert encoding.matrix(frame(rep=["Ben", "Zoe"])).tolist() == [[-0.6, 0.6], [-0.6, 0.6]]


def test_a_new_level_where_none_was_pooled_is_unknown() -> None:
    encoding = learn_encoding(frame(rep=["Ada"] * 5 + ["Ben"] * 5))
    assert encoding.matrix(frame(rep=["Zoe"])).tolist() == [[0, 0]]


def test_only_the_most_frequent_forty_levels_get_a_column() -> None:
    deals = frame(account=[f"account {n}" for n in range(60) for _ in range(5)])
    category = learn_encoding(deals, categories=["account"]).fields[0]
    assert isinstance(category, Category)
    assert (len(category.levels), category.width, category.shares[-1]) == (40, 41, pytest.approx(1 / 3))


def test_a_missing_value_is_unknown_and_so_is_a_field_that_the_frame_lacks() -> None:
    encoding = learn_encoding(frame(rep=["Ada"] * 5 + ["Ben"] * 5, value=[10] * 5 + [20] * 5))
    assert encoding.matrix(frame(rep=[None], value=[None])).tolist() == [[0, 0, 0]]
    assert encoding.matrix(frame(stage=["Demo", "Demo"])).tolist() == [[0, 0, 0]] * 2


def test_that_a_value_is_missing_is_no_feature() -> None:
    assert learn_encoding(frame(sector=["retail"] * 10 + [None] * 10)).fields == ()


def test_an_amount_is_its_logarithm_in_standard_deviations_within_what_was_seen() -> None:
    """log(1 + x) of 0, e - 1 and e² - 1 is 0, 1, 2: mean 1, deviation sqrt(2 / 3)."""
    encoding = learn_encoding(frame(value=[0, np.e - 1, np.e**2 - 1]))
    assert isinstance(encoding.fields[0], Amount)
    found = encoding.matrix(frame(value=[np.e**2 - 1, np.e - 1, 1e12, -1e12, float("inf"), "n/a"]))[:, 0]
    top = 1 / np.sqrt(2 / 3)
    assert found == pytest.approx([top, 0, top, -top, 0, 0])


@pytest.mark.parametrize("values", [[None] * 10, [7] * 10, [], ["text"] * 10])
def test_what_does_not_vary_is_left_out(values: list[object]) -> None:
    assert learn_encoding(frame(value=values, product=values)).fields == ()


def test_no_deals_and_no_fields_give_an_empty_matrix() -> None:
    assert learn_encoding(frame()).matrix(frame(value=[1, 2])).shape == (2, 0)
