// The menu of a panel (⋯): its figures as a file or as a table to read, its chart as an image, the panel over the
// whole screen. A link to the page as a workbook may carry data-do="xlsx": then a refusal is said on the page.
(function () {
  var WAIT = 500; // ms after which a file in the making is announced
  var TOLD = 6000; // ms for which a message stays

  // --- Files ------------------------------------------------------------------------------------

  // Of what the page shows, under the filters in the URL.
  function exportAddress(rest) {
    return "/export/" + (window.location.pathname.replace(/^\/+|\/+$/g, "") || "index") + rest + window.location.search;
  }

  // The answer of an export; a refusal is raised in its own words.
  async function fetched(address) {
    var answer = await fetch(address);
    if (answer.ok) return answer;
    var said = await answer.json().catch(function () { return {}; });
    throw new Error(said.error ? said.error.message + " " + said.error.hint : "");
  }

  async function download(address) {
    var answer = await fetched(address);
    var named = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") || "");
    save(await answer.blob(), named ? named[1] : "export");
  }

  function save(blob, name) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  // --- Over the whole screen --------------------------------------------------------------------

  var large = null; // {panel, others: what cannot be reached meanwhile, back: what had the focus, path: of the page}

  function enlarge(panel) {
    large = { panel: panel, others: besides(panel), back: document.activeElement, path: window.location.pathname };
    large.others.forEach(function (element) { element.inert = true; });
    show(panel, true);
    panel.querySelector(".panel-close").focus();
  }

  function reduce() {
    if (!large) return;
    var was = large;
    large = null;
    was.others.forEach(function (element) { element.inert = false; });
    show(was.panel, false);
    if (was.back && was.back.isConnected) was.back.focus();
  }

  function show(panel, on) {
    panel.classList.toggle("full-screen", on);
    document.documentElement.classList.toggle("has-full-screen", on);
    panel.querySelectorAll(".js-plotly-plot").forEach(function (graph) { window.Plotly.Plots.resize(graph); });
  }

  function besides(panel) {
    var found = [];
    for (var inner = panel; inner !== document.body && inner.parentElement; inner = inner.parentElement) {
      found = found.concat(Array.from(inner.parentElement.children).filter(function (e) { return e !== inner && !e.inert; }));
    }
    return found;
  }

  // --- The figures as a table -------------------------------------------------------------------

  function element(tag, text, more) {
    return Object.assign(document.createElement(tag), text === undefined ? {} : { textContent: text }, more);
  }

  async function read(button) {
    var found = await (await fetched(exportAddress("/" + encodeURIComponent(button.dataset.panel) + ".json"))).json();
    var dialog = element("dialog", undefined, { className: "figures" });
    var close = element("button", "✕", { type: "button", className: "panel-close" });
    close.setAttribute("aria-label", button.dataset.close);
    close.addEventListener("click", function () { dialog.close(); });
    var head = element("div", undefined, { className: "panel-head" });
    head.append(element("h2", found.title, { id: "figures-title" }), close);
    var scroll = element("div", undefined, { className: "figures-scroll", tabIndex: 0 });
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-labelledby", "figures-title");
    scroll.append(table(found));
    dialog.append(head, element("p", found.subtitle, { className: "muted" }), scroll);
    [found.cut, found.note].filter(Boolean).forEach(function (text) { dialog.append(element("p", text, { className: "note" })); });
    dialog.setAttribute("aria-labelledby", "figures-title");
    dialog.addEventListener("close", function () { dialog.remove(); });
    dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  function table(found) {
    function row(texts, tag) {
      var line = element("tr");
      texts.forEach(function (text, i) {
        var cell = element(tag === "td" && i === 0 ? "th" : tag, text, { className: found.numeric[i] ? "number" : "" });
        if (cell.tagName === "TH") cell.scope = tag === "th" ? "col" : "row";
        line.append(cell);
      });
      return line;
    }
    var head = element("thead");
    var body = element("tbody");
    head.append(row(found.headings, "th"));
    found.rows.forEach(function (texts) { body.append(row(texts, "td")); });
    var whole = element("table");
    whole.append(head, body);
    return whole;
  }

  // --- Messages ---------------------------------------------------------------------------------

  function tell(text) {
    var toast = document.getElementById("toast") || element("div", undefined, { id: "toast", className: "toast" });
    toast.setAttribute("role", "status");
    document.body.append(toast);
    toast.textContent = text;
    clearTimeout(tell.timer);
    tell.timer = setTimeout(function () { toast.remove(); }, TOLD);
  }

  function untell() {
    var toast = document.getElementById("toast");
    if (toast) toast.remove();
  }

  // --- What buttons do --------------------------------------------------------------------------

  var DO = {
    csv: function (button) {
      var name = button.dataset.panel;
      if (window.fairlead.gridCsv && window.fairlead.gridCsv(name)) return null; // a table's rows as they stand
      return download(exportAddress("/" + encodeURIComponent(name) + ".csv"));
    },
    xlsx: function (link) { return download(link.href); },
    png: async function (button) {
      save(await window.fairlead.panelImage(document.getElementById(button.dataset.panel)), button.dataset.panel + ".png");
    },
    data: read,
    full: function (button) {
      if (large) reduce();
      else enlarge(document.getElementById(button.dataset.panel));
    },
  };

  async function run(button) {
    var menu = button.closest("details");
    var words = button.closest("[data-failed]");
    if (menu && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    var announced = setTimeout(function () { if (words) tell(words.dataset.wait); }, WAIT);
    try {
      await DO[button.dataset.do](button);
      clearTimeout(announced);
      untell();
    } catch (error) {
      clearTimeout(announced);
      tell(error.message && !(error instanceof TypeError) ? error.message : words ? words.dataset.failed : String(error));
    }
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-do]");
    if (!button || !DO[button.dataset.do]) return;
    event.preventDefault(); // a link would leave the page if there is no file
    run(button);
  });
  // Before the menus hear of it: one that is open inside the panel closes first.
  document.addEventListener("keydown", function (event) {
    var inner = "details.info[open], .dash-dropdown-content, .ag-popup-child, dialog[open]";
    if (event.key === "Escape" && large && !document.querySelector(inner)) reduce();
  }, true);
  ["popstate", "_dashprivate_pushstate"].forEach(function (name) {
    window.addEventListener(name, function () { if (large && large.path !== window.location.pathname) reduce(); });
  });

  window.fairlead = Object.assign(window.fairlead || {}, { tell: tell });
})();
