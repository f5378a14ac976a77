"""The command `clv`."""

import json
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

import manage
from tests.models.simulated_buyers import BUYING, VALUES, as_lines, orders

Run = Callable[..., tuple[int, str, str]]
PLANTED = as_lines(orders(9, 900, 130))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(text: str | bytes, *arguments: str) -> tuple[int, str, str]:
        file = tmp_path / "orders.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        monkeypatch.setattr(sys, "argv", ["manage.py", "clv", "--csv", str(file), *arguments])
        with pytest.raises(SystemExit) as end:
            manage.main()
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out, err

    return run_command


def test_planted_parameters_lie_in_the_intervals_that_json_tells(run: Run) -> None:
    status, out, _err = run(PLANTED, "--json")
    found = json.loads(out)
    assert (status, found["refusal"]) == (0, None)
    for name, planted in {**BUYING, **VALUES}.items():
        interval = found["parameter_intervals"][name]
        assert interval["low"] < found["parameters"][name] < interval["high"]
        assert interval["low"] < planted < interval["high"], name
    assert found["check"]["expected_orders"] == pytest.approx(found["check"]["actual_orders"], rel=0.2)
    assert found["rows"]["left_out"] == {}


def test_each_customer_has_a_row(run: Run) -> None:
    found = json.loads(run(PLANTED, "--json", "--margin", "0.4")[1])
    rows = found["customers"]
    assert len(rows) == found["observed"]["customers"] == 900
    first = rows[0]
    assert set(first) == {
        "customer", "first", "last", "orders", "frequency", "recency", "age", "mean_value", "probability_alive",
        "expected_orders_6", "expected_orders_12", "expected_order_value", "expected_value",
    }  # fmt: skip
    assert first["customer"] == "c00000"
    assert first["expected_value"] == pytest.approx(0.4 * first["expected_orders_12"] * first["expected_order_value"])
    assert sum(row["expected_value"] for row in rows) / 900 == pytest.approx(
        found["lifetime_value"]["existing"]["value"]
    )


def test_cancellations_lines_without_customer_and_a_cut_month_are_reported(run: Run) -> None:
    customer, day, amount = PLANTED.splitlines()[1].split(",")
    more = f",{day},10\n{customer},2023-06-20,-{amount}\nc00001,,5\n"
    status, out, _err = run(PLANTED + more, "--json")
    found = json.loads(out)
    assert status == 0
    assert found["rows"]["left_out"] == {"no_customer": 1, "no_date": 1}
    assert found["cancellations"]["lines"] == 1
    assert found["cancellations"]["amount"] == pytest.approx(float(amount))
    assert (found["observed"]["until"], found["observed"]["last_month_cut"]) == ("2023-06-29", True)
    text = run(PLANTED + more)[1]
    assert "1  no customer" in text
    assert "1 cancellation of" in text
    assert "before the month does" in text


def test_until_an_earlier_day_later_orders_are_unknown(run: Run) -> None:
    found = json.loads(run(PLANTED, "--json", "--until", "2022-12-31")[1])
    assert (found["observed"]["until"], found["observed"]["last_month_cut"]) == ("2022-12-31", False)
    assert found["rows"]["left_out"]["after_until"] > 100


def test_other_names_semicolons_commas_and_day_first_are_read(run: Run) -> None:
    lines = [line.split(",") for line in PLANTED.splitlines()[1:]]
    french = [f"{name};{day[8:]}/{day[5:7]}/{day[:4]} 10:15;{amount.replace('.', ',')}" for name, day, amount in lines]
    text = "\n".join(["Customer ID;InvoiceDate;Sales", *french]).encode("utf-8-sig")
    assert json.loads(run(text, "--json")[1])["parameters"] == json.loads(run(PLANTED, "--json")[1])["parameters"]


@pytest.mark.parametrize(
    ("customers", "again", "days", "code"),
    [(60, 30, 400, "too_few_customers"), (150, 0, 400, "no_repeat_buyers"), (150, 60, 300, "under_a_year")],
)
def test_a_refusal_is_an_answer(run: Run, customers: int, again: int, days: int, code: str) -> None:
    start = date(2023, 1, 1)
    end = start + timedelta(days=days - 1)
    rows = [f"c{n},{start},10" for n in range(customers - 1)] + [f"late,{end},10"]
    text = "\n".join(["customer,date,amount", *rows, *[f"c{n},{end},{10 + n}" for n in range(again)]])
    status, out, _err = run(text, "--json")
    found = json.loads(out)
    assert (status, found["refusal"]["code"], found["customers"], found["lifetime_value"]) == (0, code, [], None)
    status, out, _err = run(text)
    assert status == 0
    assert f"No customer value: {found['refusal']['message']}" in out


def test_quantity_and_unit_price_make_the_amount(run: Run) -> None:
    lines = [line.split(",") for line in PLANTED.splitlines()[1:]]
    rows = [f"{n},{name},{day} 10:00,2,{float(amount) / 2!r}" for n, (name, day, amount) in enumerate(lines)]
    text = "\n".join(["Invoice,Customer ID,InvoiceDate,Quantity,Price", *rows])
    assert json.loads(run(text, "--json")[1])["parameters"] == json.loads(run(PLANTED, "--json")[1])["parameters"]


def test_a_file_whose_lines_cannot_be_used_is_refused_too(run: Run) -> None:
    status, out, _err = run("customer,date,amount\n,2024-01-01,5\n", "--json")
    assert (status, json.loads(out)["refusal"]["code"]) == (0, "no_orders")


def test_as_text_it_says_parameters_worth_check_and_the_best_customers(run: Run) -> None:
    status, out, _err = run(PLANTED)
    assert status == 0
    assert "alpha" in out
    assert "Expected revenue in 12 months" in out
    assert "repeat orders were expected after it" in out
    assert "and 890 more: see --json" in out


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ("name,date,amount\na,2024-01-01,5\n", (), "no column customer"),
        ("customer,date,quantity\na,2024-01-01,5\n", (), "no column amount"),
        (PLANTED, ("--until", "2200-01-01"), "still to come"),
        ("customer,date,amount\n", (), "no row"),
        ("", (), "empty"),
        ("customer,date,amount\na,01/02/2024,5\n", (), "day/month as well as month/day"),
        ("customer,date,amount\na,soon,5\n", (), "No date can be read"),
        (PLANTED, ("--until", "soon"), "no day"),
        (PLANTED, ("--margin", "40"), "no share"),
    ],
)
def test_what_cannot_be_read_ends_with_two_and_the_reason(
    run: Run, text: str, arguments: tuple[str, ...], said: str
) -> None:
    status, out, err = run(text, "--json", *arguments)
    assert (status, out) == (2, "")
    assert said in err
