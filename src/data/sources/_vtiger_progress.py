"""How much of a VTiger has been read, told while its pages come."""

from collections.abc import Iterator, Sequence

from data.sources._base import SourceConfig
from data.sources._vtiger import Row, Vtiger
from data.sources._vtiger_pages import count, pages_of
from i18n import _, number


class Progress:
    """Tells of one run: each module is as much of the work as any other."""

    def __init__(self, config: SourceConfig, server: Vtiger) -> None:
        self._config, self._server = config, server
        self._place, self._modules = 0, 1

    def enter(self, place: int, modules: int) -> None:
        """Begin with the module at that place, from 0, of so many."""
        self._place, self._modules = place, modules

    def tell(self, share: float, message: str) -> None:
        """Tell how much of the present module is done."""
        self._config.tell((self._place + share) / self._modules, message)

    def pages(self, module: str, where: Sequence[str], after: str | None) -> Iterator[tuple[list[Row], str | None]]:
        """The module's pages as `pages_of` gives them; where one is not enough, a count says how much there is."""
        read, total = 0, None
        for rows, following in pages_of(self._server, module, self._config.sleep, where=where, after=after):
            if following and total is None:
                total = count(self._server, module, where, after) or 0
            read += len(rows)
            whole = max(total or 0, read)
            said = _("{module}: {n} of {total} records read", module=module, n=number(read), total=number(whole))
            self.tell(read / max(whole, 1), said)
            yield rows, following
