"""A small company in the layout of the maven mapping, written as the CSV files that an import reads."""

from collections.abc import Sequence
from pathlib import Path

FIELDS = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"
DEALS = (
    "D1,Ada,Basic,Acme,Won,2024-01-10,2024-02-09,90",
    "D2,Ada,Basic,Acme,Lost,2024-01-15,2024-02-04,0",
    "D3,Ben,Plus,Zenith,Engaging,2024-02-01,,",
    "D4,Ben,Plus,,Prospecting,,,",
)


def write_company(folder: Path, deals: Sequence[str] = DEALS) -> Path:
    """Two accounts, two products (list prices 100 and 1000), two reps, and the deals given as lines."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "accounts": (
            "account,sector,revenue,employees,office_location,subsidiary_of",
            "Acme,retail,1.5,49,Kenya,",
            "Zenith,medical,20,250,Norway,Acme",
        ),
        "products": ("product,series,sales_price", "Basic,GTX,100", "Plus,MG,1000"),
        "sales_teams": ("sales_agent,manager,regional_office", "Ada,Mia,West", "Ben,Max,East"),
        "sales_pipeline": (FIELDS, *deals),
    }
    for name, lines in files.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def many_deals(count: int) -> list[str]:
    """Deals by number: of every four one is won at its number, one lost, one engaging, one prospecting."""
    kinds = (
        "D{n},Ada,Basic,Acme,Won,2024-01-10,2024-02-09,{n}",
        "D{n},Ben,Plus,Zenith,Lost,2024-01-15,2024-02-04,0",
        "D{n},Ada,Basic,Acme,Engaging,2024-03-01,,",
        "D{n},Ben,Plus,Zenith,Prospecting,,,",
    )
    return [kinds[n % 4].format(n=n) for n in range(count)]


def won_revenue(count: int) -> float:
    """Of `many_deals`: the sum of the numbers divisible by four."""
    return float(sum(range(0, count, 4)))
