// The Financials page: its slider and the URL, how wide the window is, and the statement on a phone.
(function () {
  var FROM = "financials.from", TO = "financials.to", FLOW = "financials.flow", WIDTH = "financials.width";
  var PATIENCE = 450; // ms after which keys on the slider are one change
  var LOOKS = 40; // for the slider, until it is there
  var narrow = window.matchMedia("(max-width: 760px)");

  function set(id, props) {
    window.dash_clientside.set_props(id, props);
  }

  // --- What the figures are asked for by ---------------------------------------------------------

  function wanted(filters) {
    var view = Object.assign({}, filters.view);
    delete view[WIDTH];
    if (narrow.matches) view[WIDTH] = "narrow";
    return Object.assign({}, filters, { view: view });
  }

  function ask(filters, asked) {
    if (!filters) return window.dash_clientside.no_update;
    var now = wanted(filters);
    return JSON.stringify(now) === JSON.stringify(asked) ? window.dash_clientside.no_update : now;
  }

  narrow.addEventListener("change", function () {
    if (document.querySelector(".financials-bar") && window.fairlead.filters) {
      set("financials-asked", { data: wanted(window.fairlead.filters) });
    }
  });

  // --- The slider --------------------------------------------------------------------------------

  var sliding = null;

  // One history entry for a change, however many keys made it.
  function slid(value, periods) {
    window.clearTimeout(sliding);
    if (!periods || !value || same(value, periods.shown)) return;
    sliding = window.setTimeout(function () { window.fairlead.send({ view: chosen(value, periods) }); }, PATIENCE);
  }

  function same(a, b) {
    return a[0] === b[0] && a[1] === b[1];
  }

  // The usual periods need no name, nor does an end that is the latest: it moves on with the data.
  function chosen(value, periods) {
    var view = {};
    view[FROM] = same(value, periods.usual) ? "" : periods.starts[value[0]];
    view[TO] = value[1] === periods.starts.length - 1 ? "" : periods.starts[value[1]];
    var flow = window.fairlead.filters.view[FLOW];
    var at = periods.starts.indexOf(flow);
    if (at >= 0 && (at < value[0] || at >= value[1])) view[FLOW] = "";
    return view;
  }

  // Which periods the thumbs stand at, beside the slider and for screen readers.
  function slides(value, periods) {
    if (!periods) return;
    var moved = window.dash_clientside.callback_context.triggered.some(function (one) { return /drag_value$/.test(one.prop_id); });
    var at = moved && value && value[1] < periods.names.length ? value : periods.shown;
    if (moved) set("financials-words", { children: words(at, periods) });
    window.requestAnimationFrame(function () { name(at, periods, LOOKS); });
  }

  function words(at, periods) {
    var first = periods.names[at[0]], last = periods.names[at[1]];
    return first === last ? first : first + " – " + last;
  }

  // The slider's own script may still be on its way.
  function name(at, periods, looks) {
    var place = document.querySelector(".financials-slider-place");
    var thumbs = place ? place.querySelectorAll('[role="slider"]') : [];
    if (!thumbs.length && looks) window.setTimeout(function () { name(at, periods, looks - 1); }, PATIENCE / 3);
    thumbs.forEach(function (thumb, i) {
      thumb.setAttribute("aria-label", i ? place.dataset.last : place.dataset.first);
      thumb.setAttribute("aria-valuetext", periods.names[at[i]]);
    });
  }

  // The periods whose flows can be shown: those of the range.
  function offer(options) {
    if (options) set({ type: "view", name: FLOW }, { options: options });
  }

  // --- The statement -----------------------------------------------------------------------------

  // Where it is wider than its place, the latest period is what is seen first, beside the names of the lines.
  function latest() {
    window.requestAnimationFrame(function () {
      var place = document.getElementById("financials-statement-body");
      var cell = place && place.querySelector("thead .latest");
      var first = place && place.querySelector("thead .name");
      if (!cell || cell.offsetLeft + cell.offsetWidth <= place.clientWidth) return;
      place.scrollLeft = Math.max(cell.offsetLeft - first.offsetWidth, 0);
    });
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    financials: { ask: ask, slid: slid, slides: slides, offer: offer, latest: latest },
  });
})();
