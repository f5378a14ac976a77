// The one place that keeps filter store, controls, URL and navigation links in step.
//
// The reader's change of a control pushes one history entry; a URL that is written in another way than
// ours is replaced. Whatever is equal to what it was is not sent again.
(function () {
  var SINGLE = ["period", "compare"];
  var TRACKING = /^(utm_|fbclid$|gclid$|mc_[ce]id$)/; // what mailers and searches add to a link
  var sent = {};

  function parse(search, defaults) {
    var filters = { compare: defaults.compare, dims: {} };
    new URLSearchParams(search).forEach(function (value, key) {
      if (!value || TRACKING.test(key)) return;
      if (key === "period" || key === "compare" || key === "from" || key === "to") filters[key] = value;
      else (filters.dims[key] = filters.dims[key] || []).push(value);
    });
    if (!filters.period && !filters.from && !filters.to) filters.period = defaults.period;
    return canonical(filters);
  }

  function canonical(filters) {
    var dims = {};
    Object.keys(filters.dims).sort().forEach(function (name) {
      var values = Array.from(new Set(filters.dims[name])).sort();
      if (values.length) dims[name] = values;
    });
    return Object.assign({}, filters, { dims: dims });
  }

  function query(filters, defaults) {
    var params = new URLSearchParams();
    if (filters.period && filters.period !== defaults.period) params.append("period", filters.period);
    if (filters.from) params.append("from", filters.from);
    if (filters.to) params.append("to", filters.to);
    if (filters.compare !== defaults.compare) params.append("compare", filters.compare);
    Object.keys(filters.dims).forEach(function (name) {
      filters.dims[name].forEach(function (value) { params.append(name, value); });
    });
    var text = params.toString();
    return text ? "?" + text : "";
  }

  // The URL's filters with the changed controls' values in them. A value of the URL that no control has, such
  // as a rep who left, stays until its own control is used: the server says that it does not exist.
  function read(changedNames, values, start, end, defaults) {
    var filters = parse(window.location.search, defaults);
    changedNames.forEach(function (name) {
      if (name === "compare") filters.compare = values.compare || defaults.compare;
      else if (name === "period") setPeriod(filters, values.period, defaults);
      else if (name === "dates") setDates(filters, start, end);
      else filters.dims[name] = values[name] || [];
    });
    return canonical(filters);
  }

  function setPeriod(filters, period, defaults) {
    var custom = period === defaults.custom;
    delete filters.period;
    if (!custom) filters.period = period || defaults.period;
    if (!custom) { delete filters.from; delete filters.to; }
    else if (!filters.from && !filters.to) Object.assign(filters, { from: defaults.from, to: defaults.to });
  }

  function setDates(filters, start, end) {
    if (!start && !end) return;
    delete filters.period;
    if (start) filters.from = day(start);
    if (end) filters.to = day(end);
  }

  function day(text) {
    return text.slice(0, 10);
  }

  function valueOf(name, filters, defaults) {
    if (name === "period") return filters.period || defaults.custom;
    if (name === "compare") return filters.compare;
    return filters.dims[name] || [];
  }

  // What a control can show of it: only what is among its options.
  function shownBy(options, value) {
    function known(one) { return options.some(function (o) { return o.value === one; }); }
    if (Array.isArray(value)) return value.filter(known);
    return known(value) ? value : null;
  }

  function isOn(name, filters, defaults) {
    var value = valueOf(name, filters, defaults);
    return SINGLE.includes(name) ? value !== defaults[name] : value.length > 0;
  }

  function remember(url, fromReader) {
    if (url === window.location.pathname + window.location.search) return;
    if (fromReader) window.history.pushState({}, "", url);
    else window.history.replaceState(window.history.state, "", url + window.location.hash);
  }

  // no_update for each output, or each item of a list of outputs, that is as it was.
  function changed(outputs, current) {
    var same = window.dash_clientside.no_update;
    function diff(key, value, before) {
      var text = JSON.stringify(value);
      var known = before === undefined ? sent[key] : JSON.stringify(before);
      sent[key] = text;
      return text === known ? same : value;
    }
    return Object.keys(outputs).map(function (key) {
      var value = outputs[key];
      var before = current[key];
      if (!key.startsWith("each ")) return diff(key, value, before);
      return value.map(function (item, i) { return diff(key + i, item, before && before[i]); });
    });
  }

  function nameOf(trigger) {
    var id = trigger.prop_id.replace(/\.[a-z_]+$/, "");
    return id.startsWith("{") ? JSON.parse(id).name : { "filter-dates": "dates", "filters-reset": "reset" }[id];
  }

  function reduce(_popped, _pathname, values, start, end, _resets, options, defaults, shell) {
    var context = window.dash_clientside.callback_context;
    var names = context.inputs_list[2].map(function (input) { return input.id.name; });
    var changedNames = context.triggered.map(nameOf);
    var fromReader = changedNames.length > 0 && changedNames.every(Boolean);
    var byName = {};
    names.forEach(function (name, i) { byName[name] = values[i]; });
    var filters;
    if (!fromReader) filters = parse(window.location.search, defaults);
    else if (changedNames.includes("reset")) filters = parse("", defaults);
    else filters = read(changedNames, byName, start, end, defaults);
    var search = query(filters, defaults);
    var path = window.location.pathname;
    remember(path + search, fromReader);

    var on = names.map(function (name) { return isOn(name, filters, defaults); });
    var others = Object.keys(filters.dims).filter(function (name) { return !names.includes(name); });
    var count = on.filter(Boolean).length + others.length;
    var page = shell.pages.find(function (p) { return p.paths.includes(path); });
    return changed(
      {
        store: filters,
        "each value": names.map(function (name, i) { return shownBy(options[i], valueOf(name, filters, defaults)); }),
        start: filters.from || null,
        end: filters.to || null,
        dates: "filter dates" + (filters.period ? " hidden" : " on"),
        "each pill": on.map(function (active) { return active ? "filter on" : "filter"; }),
        others: others.map(function (name) { return (defaults.labels[name] || name) + ": " + filters.dims[name].join(", "); }).join(" · "),
        othersPill: "filter on others" + (others.length ? "" : " hidden"),
        reset: "button reset" + (search ? "" : " hidden"),
        count: count ? String(count) : "",
        "each href": shell.pages.map(function (p) { return p.paths[0] + search; }),
        "each link": shell.pages.map(function (p) { return p === page ? "nav-link here" : "nav-link"; }),
        title: page ? page.title : shell.elsewhere,
      },
      { "each value": values.map(function (v) { return v === undefined ? null : v; }), start: start || null, end: end || null }
    );
  }

  // Going back within a page is ours alone: Dash's router would build the page anew.
  window.addEventListener("popstate", function (event) {
    if (window.location.pathname === shownPath) event.stopImmediatePropagation();
    shownPath = window.location.pathname;
    window.dash_clientside.set_props("popped", { data: Date.now() });
  });
  window.addEventListener("_dashprivate_pushstate", function () { shownPath = window.location.pathname; });
  var shownPath = window.location.pathname;

  window.dash_clientside = Object.assign({}, window.dash_clientside, { fairlead: { reduce: reduce } });
})();
