"""What groups are called in figures."""

from charts.labels import name_of, plain_name, short


def test_what_is_not_known_and_the_rest_are_called_so() -> None:
    assert [name_of(v) for v in (None, float("nan"), "(none)", "other", "Flow")] == [
        "not known", "not known", "not known", "all others", "Flow",
    ]  # fmt: skip


def test_markup_in_a_name_is_shown_and_not_read() -> None:
    assert name_of("<b>A</b> & Co") == "&lt;b&gt;A&lt;/b&gt; &amp; Co"
    assert plain_name("<b>A</b>") == "<b>A</b>"


def test_a_long_name_is_cut_at_its_characters_not_within_an_escape() -> None:
    assert short("Balances & scales", 10) == "Balances…"
    assert short("A&B&C&D&E", 5) == "A&amp;B&amp;…"
    assert short("Flow", 4) == "Flow"
