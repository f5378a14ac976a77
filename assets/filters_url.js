// Filters as the query of a URL and back, in the same words as src/filters.py.
//
// Filters are {period or from and to, compare, dims: {name: [values]}, view: {"page.choice": value}}.
(function () {
  var VIEW = "view.";
  var SINGLE = ["period", "from", "to", "compare"];
  var TRACKING = /^(utm_|fbclid$|gclid$|mc_[ce]id$)/; // what mailers and searches add to a link

  // Names come from the address: one may be called as what every object has.
  function own(object, name) {
    return Object.hasOwn(object, name) ? object[name] : undefined;
  }

  function parse(search, defaults) {
    var filters = { compare: defaults.compare, dims: {}, view: {} };
    new URLSearchParams(search).forEach(function (value, key) {
      if (!value || TRACKING.test(key)) return;
      if (SINGLE.includes(key)) filters[key] = value;
      else if (key.startsWith(VIEW)) filters.view[key.slice(VIEW.length)] = value;
      else filters.dims[key] = (own(filters.dims, key) || []).concat(value);
    });
    if (!filters.period && !filters.from && !filters.to) filters.period = defaults.period;
    return canonical(filters);
  }

  // One way to write the same filters: names and values sorted, none twice, nothing empty.
  function canonical(filters) {
    var dims = {};
    var view = {};
    Object.keys(filters.dims).sort().forEach(function (name) {
      var values = Array.from(new Set(filters.dims[name])).sort();
      if (values.length) dims[name] = values;
    });
    Object.keys(filters.view).sort().forEach(function (name) {
      if (filters.view[name]) view[name] = filters.view[name];
    });
    return Object.assign({}, filters, { dims: dims, view: view });
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
    Object.keys(filters.view).forEach(function (name) { params.append(VIEW + name, filters.view[name]); });
    var text = params.toString();
    return text ? "?" + text : "";
  }

  window.fairlead = Object.assign(window.fairlead || {}, {
    own: own, url: { parse: parse, canonical: canonical, query: query },
  });
})();
