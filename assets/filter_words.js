// Filters as words: the days of a period, chips for what no control shows, the sentence that is printed.
(function () {
  var ISO_DAY = /^(19|2[01])\d\d-\d\d-\d\d$/; // the years of src/filters.py

  function isDay(text) {
    var date = new Date(text + "T00:00:00Z");
    return !text || (ISO_DAY.test(text) && !isNaN(date) && date.toISOString().startsWith(text)); // no February 30
  }

  // The text with {name} replaced by the values.
  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (_whole, name) { return values[name]; });
  }

  function component(type, props) {
    return { namespace: "dash_html_components", type: type, props: props };
  }

  function words(filters, defaults, names, menus) {
    var says = defaults.words;
    var medium = new Intl.DateTimeFormat(defaults.language, { dateStyle: "medium", timeZone: "UTC" });

    function day(text) {
      return text && isDay(text) ? medium.format(new Date(text + "T00:00:00Z")) : text;
    }

    function days(from, to) {
      var given = { from: day(from), to: day(to) };
      if (from && to) return from === to ? given.from : given.from + " – " + given.to;
      return fill(from ? says.since : says.until, given);
    }

    function label(name) {
      return window.fairlead.own(defaults.labels, name) || name;
    }

    function values(name) {
      return filters.dims[name].map(function (value) { return value === defaults.none ? says.none : value; }).join(", ");
    }

    function chip(name) {
      return component("Span", { className: "filter on", children: [
        component("Span", { className: "filter-label", children: label(name) }),
        component("Span", { className: "filter-value", title: values(name), children: values(name) }),
        component("Button", {
          className: "filter-clear", type: "button", title: fill(says.remove, { name: label(name) }),
          "data-clear": name, "aria-label": fill(says.remove, { name: label(name) }),
        }),
      ] });
    }

    function chosen(name) {
      var menu = menus[names.indexOf(name)];
      var value = name === "period" ? filters.period : filters[name];
      return menu.find(function (option) { return option.value === value; }).label;
    }

    function period() {
      if (!filters.period) return days(filters.from, filters.to);
      var known = defaults.windows[filters.period];
      return chosen("period") + (known ? " (" + days(known.from, known.to) + ")" : "");
    }

    function sentence() {
      var dims = Object.keys(filters.dims).map(function (name) { return label(name) + ": " + values(name); });
      return [says.period + ": " + period(), says.compare + ": " + chosen("compare")].concat(dims).join(" · ");
    }

    return {
      day: function (text) { return isDay(text) ? text || "" : ""; },
      days: days, chip: chip, sentence: sentence,
    };
  }

  window.fairlead = Object.assign(window.fairlead || {}, { words: words, isDay: isDay });
})();
