"""The demo company's files as a reader of data/ sees them: text, nothing converted."""

from pathlib import Path

import pandas as pd
import pytest

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="session")
def data_folder():
    return DATA


@pytest.fixture(scope="session")
def company():
    """Frames of text by the name of their file."""
    files = [*DATA.glob("*.csv"), *DATA.glob("*.csv.gz")]
    return {path.name.partition(".")[0]: pd.read_csv(path, dtype=str, keep_default_na=False) for path in files}


@pytest.fixture(scope="session")
def deals(company):
    """The 15,000 deals without the planted mistakes, with numbers for numbers."""
    table = company["opportunities"]
    clean = table[~table.opportunity_id.str.startswith("OP-9")]
    return clean.astype({"amount": float, "list_price": float, "quantity": float})
