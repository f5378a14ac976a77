"""What is said of the files elsewhere, in data/README.md and in the mapping, is true of them."""

import re

from data.mapping import load_mapping


def test_the_readme_counts_the_rows_of_every_file(company, data_folder):
    text = (data_folder / "README.md").read_text(encoding="utf-8")
    said = re.findall(r"^\| (\w+)\.csv(?:\.gz)? \| ([\d,]+) \|", text, re.MULTILINE)
    assert {name: int(rows.replace(",", "")) for name, rows in said} == {n: len(t) for n, t in company.items()}


def test_the_mapping_names_every_column_of_every_file(company):
    kinds = load_mapping("demo").kinds
    assert {name: list(kind.fields) for name, kind in kinds.items()} == {n: list(t) for n, t in company.items()}
    assert all(kind.files == (name,) for name, kind in kinds.items())


def test_the_keys_of_the_mapping_are_unique_but_for_the_planted_double(company):
    for name, kind in load_mapping("demo").kinds.items():
        doubles = company[name].duplicated(list(kind.key)).sum()
        assert doubles == (1 if name == "opportunities" else 0), name


def test_the_mapping_repairs_all_spellings_that_it_does_not_know(company):
    for name, kind in load_mapping("demo").kinds.items():
        for field, known in kind.known.items():
            unknown = set(company[name][field]) - set(known) - set(kind.repairs.get(field, {}))
            assert unknown == ({"Glassware"} if name == "competitor_prices" else set())
