// The slider of Pricing's what-if and the URL: what it is let go at becomes view.pricing.change, in percent.
(function () {
  function chosen(filters, name) {
    return Number((filters && filters.view[name]) || 0);
  }

  // Callbacks without outputs, as in assets/crossfilter.js.
  function changed(values) {
    var filters = window.fairlead.filters;
    window.dash_clientside.callback_context.inputs_list[0].forEach(function (input, i) {
      var name = input.id.name;
      if (!filters || values[i] === null || values[i] === undefined || values[i] === chosen(filters, name)) return;
      var view = {};
      view[name] = values[i] ? String(values[i]) : ""; // the price as it is stands in no URL
      window.fairlead.send({ view: view });
    });
  }

  // After going back or forward the slider shows what the URL says.
  function shown(filters, values) {
    window.dash_clientside.callback_context.states_list[0].forEach(function (state, i) {
      var value = chosen(filters, state.id.name);
      if (value !== values[i]) window.dash_clientside.set_props(state.id, { value: value });
    });
    name(20);
  }

  // For screen readers; the slider's own script may still be on its way.
  function name(looks) {
    var place = document.querySelector(".what-if-slider");
    var thumb = place && place.querySelector('[role="slider"]');
    if (thumb) thumb.setAttribute("aria-label", place.querySelector(".filter-label").textContent);
    else if (looks) window.setTimeout(function () { name(looks - 1); }, 200);
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { whatIf: { changed: changed, shown: shown } });
})();
