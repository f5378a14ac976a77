// The open deals (src/pages/pipeline_deals.py): a row that is chosen opens the panel in which its deal is judged.
(function () {
  var GRID = JSON.stringify({ name: "pipeline-deals", type: "grid" });

  function api() {
    return window.dash_ag_grid && window.dash_ag_grid.getApi && window.dash_ag_grid.getApi(GRID);
  }

  // Each choice is a new one, though it be of the same deal; with the panel open the rows came anew, nothing else.
  function chosen(rows) {
    var dialog = document.getElementById("pipeline-judge");
    if (!rows || !rows.length || !dialog || dialog.open) return window.dash_clientside.no_update;
    return { deal: rows[0].opportunity_id, at: Date.now() };
  }

  function open(seen) {
    var dialog = document.getElementById("pipeline-judge");
    if (seen && dialog && !dialog.open) {
      dialog.showModal();
      dialog.scrollTop = 0;
      document.getElementById("pipeline-judge-title").focus();
    }
    return window.dash_clientside.no_update;
  }

  document.addEventListener("click", function (event) {
    if (event.target.closest("#pipeline-judge-close")) document.getElementById("pipeline-judge").close();
  });

  // The focus goes back to the deal's row, which may stand elsewhere by now, and no row stays chosen.
  document.addEventListener("close", function (event) {
    if (event.target.id !== "pipeline-judge" || !api()) return;
    var row = api().getSelectedNodes()[0];
    api().deselectAll();
    if (!row || row.rowIndex === null) return;
    var first = api().getAllDisplayedColumns()[0];
    api().ensureIndexVisible(row.rowIndex);
    api().setFocusedCell(row.rowIndex, first);
  }, true);

  // A cell with a link to the CRM; a click on the link does not choose the row.
  function CrmLink(props) {
    if (!/^https?:\/\//i.test(props.value || "")) return null;
    return window.React.createElement("a", {
      href: props.value, target: "_blank", rel: "noopener noreferrer", className: "crm-link",
      ref: function (link) { if (link) link.addEventListener("click", function (event) { event.stopPropagation(); }); },
    }, props.text);
  }

  window.dashAgGridComponentFunctions = Object.assign(window.dashAgGridComponentFunctions || {}, { CrmLink: CrmLink });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { openDeals: { chosen: chosen, open: open } });
})();
