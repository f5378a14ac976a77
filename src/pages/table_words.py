"""What AG Grid says by itself, in the reader's language."""

from i18n import N_, _

WORDS = {
    "loadingOoo": N_("Loading…"),
    "noRowsToShow": N_("Nothing to show"),
    "noMatchingRows": N_("No row matches the table's filter"),
    "filterOoo": N_("Filter…"),
    "empty": N_("Choose one"),
    "equals": N_("equals"),
    "notEqual": N_("does not equal"),
    "lessThan": N_("less than"),
    "greaterThan": N_("more than"),
    "lessThanOrEqual": N_("at most"),
    "greaterThanOrEqual": N_("at least"),
    "inRange": N_("between"),
    "inRangeStart": N_("from"),
    "inRangeEnd": N_("to"),
    "contains": N_("contains"),
    "notContains": N_("does not contain"),
    "startsWith": N_("begins with"),
    "endsWith": N_("ends with"),
    "blank": N_("is empty"),
    "notBlank": N_("is not empty"),
    "before": N_("before"),
    "after": N_("after"),
    "andCondition": N_("and"),
    "orCondition": N_("or"),
    "invalidDate": N_("not a date"),
    "invalidNumber": N_("not a number"),
    "dateFormatOoo": N_("yyyy-mm-dd"),
    "ariaLabelColumnFilter": N_("Filter of the column"),
    "ariaLabelColumnMenu": N_("Menu of the column"),
    "ariaLabelTooltip": N_("Explanation"),
    "ariaFilterInput": N_("filter"),
    "ariaFilterColumn": N_("Press Control and Enter to filter"),
    "ariaColumnFiltered": N_("is filtered"),
    "ariaFilterMenuOpen": N_("Open the filter"),
    "ariaFilteringOperator": N_("How to compare"),
    "ariaFilterValue": N_("Value to filter by"),
    "ariaFilterFromValue": N_("Filter from this value"),
    "ariaFilterToValue": N_("Filter to this value"),
    "ariaDateFilterInput": N_("Day to filter by"),
    "ariaSortableColumn": N_("Press Enter to sort"),
}


def words() -> dict[str, str]:
    """AG Grid's `localeText`."""
    return {key: _(text) for key, text in WORDS.items()}
