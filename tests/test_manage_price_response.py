"""The command `price-response`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import manage
from models.price_deals import PricedDeals
from tests.models.simulated_prices import confounded, unrelated

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(text: str | bytes, *arguments: str) -> tuple[int, str, str]:
        file = tmp_path / "deals.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        monkeypatch.setattr(sys, "argv", ["manage.py", "price-response", "--csv", str(file), *arguments])
        with pytest.raises(SystemExit) as end:
            manage.main()
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out, err

    return run_command


def as_csv(deals: PricedDeals, reference: float = 2000.0) -> str:
    rows = zip(deals.won, deals.relative * reference, deals.segment, strict=True)
    lines = [f"{int(won)},{price:.2f},{reference:.0f},s{segment}" for won, price, segment in rows]
    return "\n".join(["won,price,reference,segment", *lines])


PLANTED = as_csv(unrelated(np.random.default_rng(1), 1000, -8, 4))


def test_a_planted_slope_lies_in_the_interval_that_json_tells(run: Run) -> None:
    status, out, _err = run(PLANTED, "--unit-cost", "0.6", "--json")
    found = json.loads(out)
    assert (status, found["n"], found["refusal"], found["reference_price"]) == (0, 1000, None, 2000)
    assert found["slope"]["low"] < -8 < found["slope"]["high"] < 0
    paid = found["willingness_to_pay"]
    assert found["willingness_to_pay_price"]["value"] == pytest.approx(2000 * paid["value"])
    assert paid["low"] < paid["value"] < paid["high"]
    assert found["best_price"]["margin"]["value"] > found["best_price"]["revenue"]["value"]
    assert set(found["curve"][0]) == {"relative_price", "probability", "low", "high"}
    assert found["rows"] == {"received": 1000, "used": 1000, "left_out": {}}
    assert [check["passed"] for check in found["checks"]] == [True] * 6


def test_a_refusal_is_an_answer(run: Run) -> None:
    text = as_csv(confounded(np.random.default_rng(1), 1000, -3, 4))
    status, out, _err = run(text, "--json")
    found = json.loads(out)
    assert (status, found["refusal"]["code"], found["slope"], found["curve"]) == (0, "confounded", None, [])
    assert "segment" in found["refusal"]["message"]
    status, out, _err = run(text)
    assert status == 0
    assert "No price curve: Price goes with the segment" in out


def test_as_text_it_says_the_figures_and_what_they_are_not(run: Run) -> None:
    status, out, _err = run(PLANTED + "\n,1,2,s1\n1,x,2,s1", "--unit-cost", "0.6")
    assert status == 0
    assert "1,002 rows, 1,000 used" in out
    assert "1  no outcome: not decided yet" in out
    assert "willingness to pay, relative" in out
    assert "not proof of what it does" in out


def test_semicolons_decimal_commas_a_mark_of_the_encoding_and_capitals_are_read(run: Run) -> None:
    lines = [line.split(",") for line in PLANTED.splitlines()[1:]]
    french = [f"{'Won' if won == '1' else 'lost'};{price.replace('.', ',')};{reference}"
              for won, price, reference, _segment in lines]  # fmt: skip
    status, out, _err = run("\n".join(["Won;PRICE ;Reference", *french]).encode("utf-8-sig"), "--json")
    _status, plain, _err = run("\n".join(line.rsplit(",", 1)[0] for line in PLANTED.splitlines()), "--json")
    assert status == 0
    assert json.loads(out)["slope"] == json.loads(plain)["slope"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("outcome,price\n1,2\n", "no column won"),
        ("won,price,Price\n1,2,3\n", "two columns are called 'price'"),
        ("won,price,price\n1,2,3\n", "two columns are called 'price'"),
        ("won,price\n", "no row"),
        ("", "empty"),
        ("won,price\n1,2,3\n", "line 2"),
    ],
)
def test_what_cannot_be_read_ends_with_two_and_the_reason(run: Run, text: str, said: str) -> None:
    status, out, err = run(text, "--json")
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("cost", ["-1", "nan", "1000"])
def test_a_unit_cost_that_is_no_share_is_refused(run: Run, cost: str) -> None:
    assert run(PLANTED, "--unit-cost", cost)[0] == 2
