// Tables. AG Grid (0.6 MB) is loaded when the first one is shown; this stands in for it until then.
(function () {
  var FOLDER = "/_dash-component-suites/dash_ag_grid/";
  var ROW = 34;
  var HEAD = 46;
  var loading = null;

  // Both halves at once: the second registers itself with the first, whichever comes earlier.
  function load(scripts) {
    loading = loading || Promise.all(scripts.map(added)).then(function () {
      var real = window.dash_ag_grid;
      window.dash_ag_grid = Object.assign({}, real, { AgGrid: Table });
      return real.AgGrid;
    });
    loading.catch(function () { loading = null; }); // the next table tries again
    return loading;
  }

  function added(script) {
    return new Promise(function (done, failed) {
      document.head.appendChild(Object.assign(document.createElement("script"), { src: FOLDER + script, onload: done, onerror: failed }));
    });
  }

  // As tall as its heading and its rows; where these are too many for its panel, as many whole rows as fit.
  function fit(box) {
    var sideways = box.querySelector(".ag-body-horizontal-scroll");
    var head = box.querySelector(".ag-header");
    var around = (head ? head.offsetHeight : HEAD) + (sideways ? sideways.offsetHeight : 0) + 2;
    var rows = Math.max(Number(box.dataset.rows), 2);
    var most = Math.max(Math.floor((Number(box.dataset.height) - around) / ROW), 2);
    // Where the scrollbar lies over the rows, as on touch screens, its room would show a piece of one more.
    var over = rows > most && sideways && getComputedStyle(sideways).position === "absolute" ? sideways.offsetHeight : 0;
    box.style.height = around - over + ROW * Math.min(rows, most) + "px";
  }

  function describe(box, id) {
    box.querySelector("[role=grid], [role=treegrid]").setAttribute("aria-labelledby", JSON.parse(id).name + "-title");
    var seen = new ResizeObserver(function () { fit(box); });
    [".ag-header", ".ag-body-horizontal-scroll"].forEach(function (part) { seen.observe(box.querySelector(part)); });
  }

  function Table(props) {
    var React = window.React;
    var place = React.useRef(null);
    var state = React.useState(null);
    var Real = state[0];
    React.useEffect(function () {
      var box = place.current.closest(".grid");
      load(box.dataset.scripts.split(" ")).then(function (component) { state[1](function () { return component; }); });
    }, []);
    React.useEffect(function () {
      var box = place.current.closest(".grid");
      if (Real) window.dash_ag_grid.getApiAsync(props.id).then(function () { if (box.isConnected) describe(box, props.id); }, left);
    }, [Real]);
    React.useEffect(function () {
      var box = place.current.closest(".grid");
      box.dataset.rows = props.rowData ? props.rowData.length : 4;
      fit(box);
    }, [props.rowData]);
    return React.createElement("div", { ref: place, className: "grid-place" }, Real && React.createElement(Real, props));
  }
  function left() {} // the page was left before its table was there
  Table.dashRenderType = true;
  Table.dashPersistence = { persisted_props: ["selectedRows"], persistence_type: "local" };
  window.dash_ag_grid = { AgGrid: Table };

  function idOf(name) {
    return JSON.stringify({ name: name, type: "grid" });
  }

  // Enter and Space on a cell are a click on it.
  document.addEventListener("keydown", function (event) {
    var cell = event.target.closest && event.target.closest(".grid [role=gridcell]");
    if (!cell || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    event.stopPropagation();
    cell.click();
  }, true);

  // What a spreadsheet would run as a formula is made a text.
  function harmless(value) {
    if (typeof value !== "string" || !/^[=+\-@\t\r]/.test(value)) return value;
    return /^[+-]?[\d\s.,]+%?$/.test(value) ? value : "'" + value;
  }

  function columnsOf(api) {
    var shown = api.getAllDisplayedColumns().map(function (column) { return column.getColId(); });
    var beside = api.getColumns().filter(function (column) {
      var context = column.getColDef().context;
      return context && shown.includes(context.with);
    });
    beside.forEach(function (column) {
      shown.splice(shown.indexOf(column.getColDef().context.with) + 1, 0, column.getColId());
    });
    return shown;
  }

  // Save what the table of that name shows, filtered and sorted as it is, as CSV; false if there is no such table.
  function gridCsv(name) {
    if (!document.getElementById(idOf(name)) || !window.dash_ag_grid.getApi) return false;
    var api = window.dash_ag_grid.getApi(idOf(name));
    api.exportDataAsCsv({
      fileName: name + ".csv",
      columnKeys: columnsOf(api),
      processCellCallback: function (params) { return harmless(params.value); },
      processHeaderCallback: function (params) {
        var definition = params.column.getColDef();
        return harmless((definition.context && definition.context.csv) || definition.headerName);
      },
    });
    return true;
  }

  window.fairlead = Object.assign(window.fairlead || {}, { gridCsv: gridCsv });
})();
