// What the reader's use of a control, or a message of assets/crossfilter.js, makes of the filters.
(function () {
  var EVERYTHING = "*"; // data-clear="*"
  var beforeClick = null; // the period that a click on a chart replaced: {shown: {from, to}, was: {period} or {from, to}}

  function same(a, b) {
    return JSON.stringify(a) === JSON.stringify(b);
  }

  function setPeriod(filters, period) {
    delete filters.period;
    delete filters.from;
    delete filters.to;
    Object.assign(filters, period);
  }

  function periodOf(filters) {
    if (filters.period) return { period: filters.period };
    return Object.assign({}, filters.from && { from: filters.from }, filters.to && { to: filters.to });
  }

  function useControl(filters, name, value, defaults) {
    if (name === "compare") filters.compare = value || defaults.compare;
    else if (name !== "period") filters.dims[name] = value || [];
    else if (value !== defaults.custom) setPeriod(filters, { period: value || defaults.period });
    else if (filters.period) {
      setPeriod(filters, defaults.windows[filters.period] || { from: defaults.from, to: defaults.to });
      document.getElementById("dates").open = true; // to change them
    }
  }

  function useMessage(filters, message, defaults) {
    if (message.toggle) toggle(filters, message.toggle, defaults);
    if (message.dates) setPeriod(filters, message.dates.from || message.dates.to ? message.dates : { period: defaults.period });
    Object.assign(filters.view, message.view);
    (message.clear || []).forEach(function (name) {
      if (name === EVERYTHING) filters.dims = {};
      if (name === EVERYTHING || name === "compare") filters.compare = defaults.compare;
      if (name === EVERYTHING || name === "period") setPeriod(filters, { period: defaults.period });
      delete filters.dims[name];
    });
  }

  // Set what a click stands for or, if exactly that is set, take it off.
  function toggle(filters, wanted, defaults) {
    var dims = window.fairlead.url.canonical({ dims: wanted.dims || {}, view: {} }).dims;
    var days = wanted.from || wanted.to ? periodOf({ from: wanted.from, to: wanted.to }) : null;
    var now = periodOf(filters);
    var on = Object.keys(dims).every(function (name) { return same(dims[name], filters.dims[name]); }) && (!days || same(days, now));
    Object.keys(dims).forEach(function (name) { filters.dims[name] = on ? [] : dims[name]; });
    if (!days) return;
    var clicked = beforeClick && same(beforeClick.shown, now);
    var was = clicked ? beforeClick.was : now;
    setPeriod(filters, !on ? days : clicked ? was : { period: defaults.period });
    beforeClick = on ? null : { shown: days, was: was };
  }

  // Products of other categories make no sense once categories were chosen.
  function dropOutside(filters, before, within) {
    Object.keys(within).forEach(function (name) {
      var outer = within[name].of;
      if (filters.dims[name] && !same(filters.dims[outer], before.dims[outer])) {
        filters.dims[name] = filters.dims[name].filter(function (value) { return fits(value, name, filters, within); });
      }
    });
  }

  function fits(value, name, filters, within) {
    var chosen = within[name] && filters.dims[within[name].of];
    var outer = within[name] && window.fairlead.own(within[name].values, value);
    return !chosen || !chosen.length || !outer || outer.some(function (one) { return chosen.includes(one); });
  }

  // A choice that is on the page and as it comes is left out of the URL.
  function leaveOutDefaults(view) {
    Object.keys(view).forEach(function (name) {
      if (view[name] === window.fairlead.firstOption(name)) delete view[name];
    });
  }

  window.fairlead = Object.assign(window.fairlead || {}, {
    changes: {
      useControl: useControl, useMessage: useMessage, dropOutside: dropOutside, leaveOutDefaults: leaveOutDefaults, fits: fits,
      periodOf: periodOf, same: same,
    },
  });
})();
