// What the tables' columns name (src/pages/table_columns.py): values as the reader writes them, and orders.
// The same formats as src/i18n.py gives on the server.
(function () {
  var NOTHING = "—";
  var formats = {};
  var collators = {};

  function language() {
    return document.documentElement.lang || navigator.language;
  }

  function written(value, options) {
    if (typeof value !== "number") return NOTHING;
    var key = language() + JSON.stringify(options);
    formats[key] = formats[key] || new Intl.NumberFormat(language(), options);
    return formats[key].format(value).replace("-", "\u2212");
  }

  function decimals(n) {
    return { minimumFractionDigits: n, maximumFractionDigits: n };
  }

  function amount(value, currency, n) {
    return written(value, Object.assign({ style: "currency", currency: currency, currencyDisplay: "narrowSymbol" }, decimals(n)));
  }

  function share(value) {
    return written(value, Object.assign({ style: "percent" }, decimals(1)));
  }

  function day(value) {
    if (!value) return NOTHING;
    var key = language() + "day";
    formats[key] = formats[key] || new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeZone: "UTC" });
    return formats[key].format(new Date(value + "T00:00:00Z"));
  }

  // Unknown values come last whichever way a column is sorted.
  function known(compare) {
    return function (a, b, _nodeA, _nodeB, descending) {
      var missing = (a === null || a === undefined) - (b === null || b === undefined);
      return missing ? (descending ? -missing : missing) : a === null || a === undefined ? 0 : compare(a, b);
    };
  }

  window.dashAgGridFunctions = Object.assign(window.dashAgGridFunctions || {}, {
    money: function (params, currency, n) { return amount(params.value, currency, n); },
    perDay: function (params, currency, text) {
      return typeof params.value === "number" ? text.replace("{amount}", amount(params.value, currency, 0)) : NOTHING;
    },
    percent: function (params) { return share(params.value); },
    points: function (params, text) {
      return typeof params.value === "number" ? text.replace("{value}", written(params.value * 100, decimals(1))) : NOTHING;
    },
    // A chance in whole per cent, and never none or all of it.
    chance: function (params) {
      if (typeof params.value !== "number") return NOTHING;
      var edge = params.value < 0.005 ? "< " : params.value > 0.995 ? "> " : "";
      var shown = Math.min(0.99, Math.max(0.01, params.value));
      return edge + written(shown, { style: "percent", maximumFractionDigits: 0 });
    },
    due: function (params, words) { return params.data.overdue ? day(params.value) + " · " + words : day(params.value); },
    rate: function (params, n, few, words) {
      return params.value !== null && params.data[n] < few ? share(params.value) + " · " + words : share(params.value);
    },
    interval: function (params, high) {
      return params.value === null ? NOTHING : share(params.value) + " – " + share(params.data[high]);
    },
    days: function (params) { return written(params.value, { style: "unit", unit: "day", unitDisplay: "long", maximumFractionDigits: 0 }); },
    number: function (params, n) { return written(params.value, decimals(n)); },
    day: function (params) { return day(params.value); },
    text: function (params, field) { return params.data[field] || NOTHING; },
    asPercent: function (params, field) { return params.data[field] === null ? null : params.data[field] * 100; },

    numbers: known(function (a, b) { return a - b; }),
    texts: known(function (a, b) {
      var of = language();
      collators[of] = collators[of] || new Intl.Collator(of, { numeric: true });
      return collators[of].compare(a, b);
    }),
    // Rates of too few trials come after all others: they are not ranked.
    rates: function (n, few) {
      var compare = known(function (a, b) { return a - b; });
      return function (a, b, nodeA, nodeB, descending) {
        var behind = (nodeA.data[n] < few) - (nodeB.data[n] < few);
        return behind ? (descending ? -behind : behind) : compare(a, b, nodeA, nodeB, descending);
      };
    },

    filters: function (params) { return JSON.parse(params.data._key).filter !== null; },
    wholePage: function () { return document.body; },
    // Tab leaves the rows, as it leaves any grid: arrow keys move between cells, of which there may be thousands.
    leaveRows: function () { return false; },
    // The palette of assets/tokens.css, which changes with the theme by itself.
    houseTheme: function (quartz) {
      return quartz.withParams({
        backgroundColor: "var(--surface)", foregroundColor: "var(--ink)", accentColor: "var(--accent)",
        borderColor: "var(--line)", chromeBackgroundColor: "var(--surface)", headerBackgroundColor: "var(--surface)",
        headerTextColor: "var(--muted)", headerFontSize: 12.5, headerFontWeight: 500, fontFamily: "var(--font)",
        fontSize: 13, spacing: 6, rowHeight: 34, cellHorizontalPadding: 10, wrapperBorder: false, wrapperBorderRadius: 0,
        rowHoverColor: "var(--soft)", menuBackgroundColor: "var(--surface)", inputBackgroundColor: "var(--surface)",
        tooltipBackgroundColor: "var(--surface)", tooltipTextColor: "var(--ink)", textColor: "var(--ink)",
        browserColorScheme: "inherit", columnBorder: false, headerColumnResizeHandleColor: "var(--line)",
        popupShadow: "var(--lift)", borderRadius: 8,
      });
    },
  });
})();
