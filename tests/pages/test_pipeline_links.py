"""Which addresses of the data may be followed."""

import pytest

from pages.pipeline_links import crm_link, safe_address


@pytest.mark.parametrize("url", ["https://crm.example/deal/1?x=2#y", "http://crm.local:8080/1", "HTTPS://CRM.example"])
def test_addresses_of_web_pages_may(url: str) -> None:
    assert safe_address(f" {url} ") == url


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)//https://x", "data:text/html,x", "//crm.example/1", "crm.example/1",
     "https:", "https:///1", "http://[", "file:///etc/passwd", "", None, float("nan"), "\x01javascript:alert(1)"],
)  # fmt: skip
def test_nothing_else_may(url: object) -> None:
    assert safe_address(url) is None
    assert crm_link(url) is None


def test_a_link_opens_apart_and_cannot_reach_back() -> None:
    link = crm_link("https://crm.example/1")
    assert link is not None
    assert (link.href, link.target, link.rel) == ("https://crm.example/1", "_blank", "noopener noreferrer")
