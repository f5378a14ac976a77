// The one place that keeps filter store, controls, URL and navigation links in step.
//
// The reader's change pushes one history entry; a URL that is written in another way than ours is replaced.
// Whatever is equal to what it was is not sent again.
(function () {
  var SINGLE = ["period", "compare"];
  var offered = {}; // the options that each control came with
  var sent = {};

  function valueOf(name, filters, defaults) {
    if (name === "period") return filters.period || defaults.custom;
    if (name === "compare") return filters.compare;
    return filters.dims[name] || [];
  }

  function isOn(name, filters, defaults) {
    var value = valueOf(name, filters, defaults);
    return SINGLE.includes(name) ? value !== defaults[name] : value.length > 0;
  }

  // What there is to choose from, and what is chosen although it is not among that, so that it can be seen and
  // taken off: a rep who left, a misspelt country.
  function optionsOf(name, options, filters, defaults) {
    var fits = window.fairlead.changes.fits;
    offered[name] = offered[name] || options;
    var base = defaults.searched.includes(name) ? options : offered[name];
    var found = base.filter(function (option) { return fits(option.value, name, filters, defaults.within); });
    [].concat(valueOf(name, filters, defaults)).forEach(function (value) {
      var known = found.some(function (option) { return option.value === value; });
      if (!known) found.push(base.find(function (option) { return option.value === value; }) || { label: value, value: value });
    });
    return found;
  }

  function remember(url, fromReader) {
    if (url === window.location.pathname + window.location.search) return;
    if (fromReader) window.history.pushState({}, "", url);
    else window.history.replaceState(window.history.state, "", url + window.location.hash);
  }

  function open(url) {
    window.history.pushState({}, "", url);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate")); // Dash's location hears of it, and we from that
    window.scrollTo(0, 0);
    throw window.dash_clientside.PreventUpdate;
  }

  function changed(key, value, current) {
    var text = JSON.stringify(value);
    var known = current === undefined ? sent[key] : JSON.stringify(current);
    sent[key] = text;
    return text === known ? window.dash_clientside.no_update : value;
  }

  function eachChanged(key, values, current) {
    return values.map(function (value, i) {
      return changed(key + i, value, current && (current[i] === undefined ? null : current[i]));
    });
  }

  // The name of the control that was used, "xf" for a message; nothing for a change of the address.
  function nameOf(trigger) {
    var id = trigger.prop_id.slice(0, trigger.prop_id.lastIndexOf("."));
    return id.startsWith("{") ? JSON.parse(id).name : id === "xf" ? id : null;
  }

  function asked(names, values, message, defaults) {
    var changes = window.fairlead.changes;
    var used = window.dash_clientside.callback_context.triggered.map(nameOf);
    var fromReader = used.length > 0 && used.every(Boolean);
    var before = window.fairlead.url.parse(window.location.search, defaults);
    var filters = window.fairlead.url.parse(window.location.search, defaults);
    if (fromReader) {
      used.forEach(function (name) {
        if (name === "xf") changes.useMessage(filters, message, defaults);
        else changes.useControl(filters, name, values[names.indexOf(name)], defaults);
      });
      changes.dropOutside(filters, before, defaults.within);
      changes.leaveOutDefaults(filters.view);
    }
    return {
      filters: window.fairlead.url.canonical(filters), fromReader: fromReader,
      goal: fromReader && used.includes("xf") && message.go,
    };
  }

  // For screen readers; Dash's links take no such attribute.
  function markHere(which) {
    document.querySelectorAll("#nav .nav-link").forEach(function (link, i) {
      if (i === which) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }

  function reduce(_popped, _pathname, values, message, options, pills, defaults, shell) {
    var names = window.dash_clientside.callback_context.inputs_list[2].map(function (input) { return input.id.name; });
    var wish = asked(names, values, message, defaults);
    var filters = wish.filters;
    var path = window.location.pathname;
    var search = window.fairlead.url.query(filters, defaults);
    if (wish.goal && wish.goal !== path) open(wish.goal + search);
    remember(path + search, wish.fromReader);
    window.fairlead.filters = filters;

    var on = names.map(function (name) { return isOn(name, filters, defaults); });
    var others = Object.keys(filters.dims).filter(function (name) { return !names.includes(name); });
    var count = on.filter(Boolean).length + others.length;
    var page = shell.pages.find(function (p) { return p.paths.includes(path); });
    markHere(shell.pages.indexOf(page));
    var menus = names.map(function (name, i) { return optionsOf(name, options[i], filters, defaults); });
    var words = window.fairlead.words(filters, defaults, names, menus);
    return [
      changed("store", filters),
      eachChanged("value", names.map(function (name) { return valueOf(name, filters, defaults); }), values),
      eachChanged("options", menus, options),
      eachChanged("pill", on.map(function (active, i) { return pills[i].replace(" on", "") + (active ? " on" : ""); }), pills),
      changed("from", words.day(filters.from)),
      changed("to", words.day(filters.to)),
      changed("dates", filters.period ? "" : words.days(filters.from, filters.to)),
      changed("others", others.map(function (name) { return words.chip(name); })),
      changed("reset", "button reset" + (count ? "" : " hidden")),
      changed("count", count ? String(count) : ""),
      changed("said", words.sentence()),
      eachChanged("href", shell.pages.map(function (p) { return p.paths[0] + search; })),
      eachChanged("link", shell.pages.map(function (p) { return p.className + (p === page ? " here" : ""); })),
      changed("title", page ? page.title : shell.elsewhere),
      changed("export", page ? page.export + search : ""),
    ];
  }

  // Dates are typed part by part; what is not a day yet changes nothing. The other end follows one that passes it.
  var typing = null;
  function typed(from, to, defaults) {
    var now = window.fairlead.filters;
    var isDay = window.fairlead.isDay;
    var changes = window.fairlead.changes;
    if (!now || now.period) return;
    window.clearTimeout(typing);
    typing = window.setTimeout(function () {
      var days = changes.periodOf({ from: from, to: to });
      var shown = changes.periodOf({ from: isDay(now.from) && now.from, to: isDay(now.to) && now.to });
      if (changes.same(days, shown) || !isDay(from) || !isDay(to)) return;
      if (from && to && from > to) Object.assign(days, from === now.from ? { from: to } : { to: from });
      window.fairlead.send({ dates: days });
    }, defaults.patience);
  }

  // Going back within a page is ours alone: Dash's router would build the page anew.
  var shownPath = window.location.pathname;
  window.addEventListener("popstate", function (event) {
    if (window.location.pathname === shownPath) event.stopImmediatePropagation();
    shownPath = window.location.pathname;
    window.dash_clientside.set_props("popped", { data: Date.now() });
  });
  window.addEventListener("_dashprivate_pushstate", function () { shownPath = window.location.pathname; });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { filters: { reduce: reduce, typed: typed } });
})();
