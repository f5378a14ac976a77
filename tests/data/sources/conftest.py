"""Workbooks for the tests, written by hand: the project itself only reads them."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from xml.sax.saxutils import escape

import pytest

START = '<?xml version="1.0" encoding="UTF-8"?>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/>'
EPOCH = datetime(1899, 12, 30)


@pytest.fixture
def workbook() -> Callable[..., bytes]:
    """workbook({"Sheet": [["id", "day"], [1, date(2024, 1, 5)]]}) gives the bytes of an XLSX file."""
    return _workbook


def _workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    numbered = list(enumerate(sheets.items(), 1))
    names = "".join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="rId{i}"/>' for i, (n, _rows) in numbered)
    links = "".join(_link(i, "worksheet", f"worksheets/sheet{i}.xml") for i, _sheet in numbered)
    links += _link(99, "styles", "styles.xml")
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("[Content_Types].xml", f'{START}<Types xmlns="{PACKAGE}/content-types"/>')
        package.writestr("_rels/.rels", _links(_link(1, "officeDocument", "xl/workbook.xml")))
        package.writestr("xl/_rels/workbook.xml.rels", _links(links))
        package.writestr(
            "xl/styles.xml", f'{START}<styleSheet xmlns="{SHEETS}"><cellXfs>{STYLES}</cellXfs></styleSheet>'
        )
        package.writestr(
            "xl/workbook.xml",
            f'{START}<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        )
        for i, (_name, rows) in numbered:
            lines = "".join(f'<row r="{r}">{_cells(r, row)}</row>' for r, row in enumerate(rows, 1))
            sheet = f'{START}<worksheet xmlns="{SHEETS}"><sheetData>{lines}</sheetData></worksheet>'
            package.writestr(f"xl/worksheets/sheet{i}.xml", sheet)
    return content.getvalue()


def _link(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def _links(links: str) -> str:
    return f'{START}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _cells(row: int, values: list[object]) -> str:
    return "".join(_cell(f"{chr(65 + i)}{row}", value) for i, value in enumerate(values) if value is not None)


def _cell(at: str, value: object) -> str:
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{at}"><v>{value}</v></c>'
    if isinstance(value, datetime):
        return f'<c r="{at}" s="2"><v>{(value - EPOCH).total_seconds() / 86400}</v></c>'
    if isinstance(value, date):
        return f'<c r="{at}" s="1"><v>{(value - EPOCH.date()).days}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
