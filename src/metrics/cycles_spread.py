"""How widely the sales cycle spreads: the days within which a tenth, a quarter ... of the won deals closed."""

from i18n import N_
from metrics.cycles import SALES_CYCLE_DAYS
from metrics.definition import Metric, among
from metrics.sales import DECIDED_ON, WON


def _cycle_quantile(share: float, label: str, about: str) -> Metric:
    days = among(WON, "cycle_days")
    return Metric(
        f"cycle_days_p{round(share * 100)}", label, kind="quantile", unit="days", date=DECIDED_ON, of=WON,
        better="down", value=days.quantile(share, interpolation="linear"), n=days.count(), about=about,
    )  # fmt: skip


CYCLE_P10 = _cycle_quantile(0.1, N_("Sales cycle, 10 %"), N_("A tenth of the won deals closed within these days."))
CYCLE_P25 = _cycle_quantile(0.25, N_("Sales cycle, 25 %"), N_("A quarter of the won deals closed within these days."))
CYCLE_P75 = _cycle_quantile(0.75, N_("Sales cycle, 75 %"), N_("Three quarters of the won deals closed within these."))
CYCLE_P90 = _cycle_quantile(0.9, N_("Sales cycle, 90 %"), N_("Nine of ten won deals closed within these days."))
SPREAD = (CYCLE_P10, CYCLE_P25, SALES_CYCLE_DAYS, CYCLE_P75, CYCLE_P90)
