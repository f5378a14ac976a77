from dash import html

from pages.sections import Section, links, sections_below

MARKET = Section("market", "Market", [html.P("prices")])
NOTHING = Section("stock", "Stock", [])


def test_each_section_with_panels_has_a_link_to_it():
    row = links([MARKET, NOTHING])
    assert [(link.children, link.href) for link in row.children] == [("Market", "#market")]


def test_a_section_without_panels_leaves_no_heading():
    (only,) = sections_below([MARKET, NOTHING])
    assert only.id == "market"
    assert only.children[0].children == "Market"
    assert only.children[1].children == MARKET.panels
