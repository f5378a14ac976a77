// What a click anywhere on a page changes in the filters: one message in the store `xf`, read by assets/filters.js.
//
// Pages need no script. Marks of charts carry a filter (src/charts/clicks.py), so do rows of tables (their id), and
// any element may: data-filter='{"dims": {"sector": ["retail"]}}' sets it or, if it is set, takes it off;
// data-clear="sector" takes off; data-view='{"sales.rank": "count"}' makes a page's own choice; data-go="/sales"
// opens that page as well.
(function () {
  var DOUBLE = 400; // ms within which the same click again is the second half of a double click
  var last = { text: "", at: -DOUBLE };

  function send(message) {
    var text = JSON.stringify(message);
    var at = performance.now();
    var again = text === last.text && at - last.at < DOUBLE;
    last = { text: text, at: at };
    if (!again) window.dash_clientside.set_props("xf", { data: Object.assign({ at: at }, message) });
  }

  // Callbacks without outputs. Nothing inside a page may be an input of the one that writes `filters`: Dash would
  // run that one when a page is inserted, and then not the page's own.

  function chartClicked(clicks) {
    var inputs = window.dash_clientside.callback_context.inputs_list[0];
    clicks.forEach(function (click, i) {
      if (!click) return;
      window.dash_clientside.set_props(inputs[i].id, { clickData: null }); // so that the same mark can be clicked again
      var filter = filterOf(click.points[0]);
      if (filter) send(filter.view ? filter : { toggle: filter });
    });
  }

  function filterOf(point) {
    return point && Array.isArray(point.customdata) ? point.customdata[1] : null;
  }

  function chartHovered(hovers) {
    var inputs = window.dash_clientside.callback_context.inputs_list[0];
    hovers.forEach(function (hover, i) {
      var chart = document.getElementById(window.dash_component_api.stringifyId(inputs[i].id));
      if (chart) chart.classList.toggle("clickable", Boolean(hover && filterOf(hover.points[0])));
    });
  }

  function rowClicked(clicks) {
    var inputs = window.dash_clientside.callback_context.inputs_list[0];
    clicks.forEach(function (click, i) {
      if (!click) return;
      window.dash_clientside.set_props(inputs[i].id, { cellClicked: null });
      var filter = JSON.parse(click.rowId).filter;
      if (filter && window.getSelection().isCollapsed) send({ toggle: filter }); // else text is being marked to copy it
    });
  }

  function viewChosen(values) {
    var filters = window.fairlead.filters;
    if (!filters) return;
    var view = {};
    window.dash_clientside.callback_context.inputs_list[0].forEach(function (input, i) {
      var first = firstOption(input.id.name);
      if (values[i] !== (filters.view[input.id.name] || first)) view[input.id.name] = values[i];
    });
    if (Object.keys(view).length) send({ view: view });
  }

  // A choice's first option is its default; null where the choice is not on the page.
  function firstOption(name) {
    try {
      return window.dash_component_api.getLayout({ type: "view", name: name }).props.options[0].value;
    } catch (_absent) { // Dash throws for what is not on the page
      return null;
    }
  }

  // After going back or forward the page's choices show what the URL says.
  function showView(filters, values) {
    window.dash_clientside.callback_context.states_list[0].forEach(function (state, i) {
      var chosen = filters.view[state.id.name] || firstOption(state.id.name);
      if (chosen !== values[i]) window.dash_clientside.set_props(state.id, { value: chosen });
    });
  }

  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-filter], [data-clear], [data-view], [data-go]");
    if (!target) return;
    var data = target.dataset;
    var message = {};
    if (data.filter) message.toggle = JSON.parse(data.filter);
    if (data.clear) message.clear = [data.clear].concat(data.clear.split(" ")); // a name in the address may have spaces
    if (data.view) message.view = JSON.parse(data.view);
    if (data.go) message.go = data.go;
    send(message);
  });

  window.fairlead = Object.assign(window.fairlead || {}, { send: send, firstOption: firstOption });
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    clicks: {
      chartClicked: chartClicked, chartHovered: chartHovered, rowClicked: rowClicked, viewChosen: viewChosen,
      showView: showView,
    },
  });
})();
