"""VTiger Cloud's limits, as its answers tell them: requests per minute, and per day. Missing headers are fine.

https://help.vtiger.com/article/147111249-Rest-API-Manual (API limits)
"""

from data.sources._answers import Answer
from data.sources._http import LONGEST_WAIT, Http
from errors import SourceRefused
from i18n import _

MINUTE_LIMIT, MINUTE_LEFT, MINUTE_RESET = (f"X-FloodControl-{name}" for name in ("MinuteLimit", "Remaining", "Reset"))
DAY_LIMIT, DAY_LEFT, DAY_RESET = (f"X-RateLimit-{name}" for name in ("DailyLimit", "Remaining", "Reset"))
KEPT = 5  # requests of a minute that are left to others
KEPT_OF_DAY = 0.02  # share of a day's requests that is left to others
DAY = 24 * 3600.0


def await_turn(http: Http) -> None:
    """Wait until the next request is within the limits that the last answer told.

    Raises SourceBusy if the day's requests are used up, SourceRefused if there are none at all.
    """
    answer = http.latest
    if answer is None:
        return
    if answer.number(MINUTE_LIMIT) == 0:
        raise SourceRefused(
            _("{host} allows no requests: this edition of VTiger has no API.", host=http.host),
            _("The API comes with the larger editions."),
        )
    if _day_is_used_up(answer, KEPT_OF_DAY):
        raise http.busy(_until(answer, DAY_RESET, DAY), _("its requests of the day are used up"))
    left, seconds = answer.number(MINUTE_LEFT), _until(answer, MINUTE_RESET, 0.0)
    if left is not None and left <= KEPT and seconds > 0:
        if seconds > LONGEST_WAIT:
            raise http.busy(seconds, _("its rate limit is used up"))
        http.wait(seconds, _("its rate limit is used up"))


def until_turn(answer: Answer) -> float | None:
    """Seconds until a server that has answered 429 takes requests again; None if it does not say."""
    if _day_is_used_up(answer, 0.0):
        return _until(answer, DAY_RESET, DAY)
    return _until(answer, MINUTE_RESET, 0.0) or None


def _day_is_used_up(answer: Answer, kept: float) -> bool:
    left, whole = answer.number(DAY_LEFT), answer.number(DAY_LIMIT)
    return left is not None and left <= kept * (whole or 0.0)


def _until(answer: Answer, header: str, default: float) -> float:
    """Seconds until the unix time in a header, by the server's own clock."""
    reset, date = answer.number(header), answer.date
    return default if reset is None or date is None else max(reset - date.timestamp(), 0.0)
