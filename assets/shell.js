// Buttons of the shell that need no server: phone navigation and filter sheet, menus, theme, language, sharing.
(function () {
  var DROPS = "details.info[open], details.drop[open]";
  var SAID = 2000; // ms for which a button says what it did

  function open(name, on) {
    document.documentElement.classList.toggle(name + "-open", on);
    var button = document.getElementById(name + "-toggle");
    if (button) button.setAttribute("aria-expanded", String(on));
  }

  function isOpen(name) {
    return document.documentElement.classList.contains(name + "-open");
  }

  function closeDrops(except) {
    document.querySelectorAll(DROPS).forEach(function (drop) {
      if (!except || !drop.contains(except)) drop.open = false;
    });
  }

  // --- Filters that wait behind "+ Filter" -------------------------------------------------------

  function pill(name) {
    return document.getElementById(JSON.stringify({ name: name, type: "pill" }));
  }

  function add(name) {
    pill(name).dataset.added = "true";
    pill(name).querySelector("button").click();
  }

  // Only those that are not in sight can be added.
  function listWaiting(menu) {
    menu.querySelectorAll("[data-add]").forEach(function (entry) {
      entry.hidden = pill(entry.dataset.add).checkVisibility();
    });
  }

  function putBack(names) {
    document.querySelectorAll(".filter[data-added]").forEach(function (added) {
      if (names === "*" || names.split(" ").includes(JSON.parse(added.id).name)) delete added.dataset.added;
    });
  }

  // --- Language and link -------------------------------------------------------------------------

  function speak(language) {
    document.cookie = "language=" + language + "; path=/; max-age=31536000; samesite=lax";
    window.location.reload();
  }

  function share(button) {
    var said = document.getElementById("share-said");
    var name = said.textContent;
    copy(window.location.href).then(
      function () { return button.dataset.copied; },
      function () { return button.dataset.failed; }
    ).then(function (text) {
      said.textContent = text;
      button.classList.add("said");
      window.setTimeout(function () {
        said.textContent = name;
        button.classList.remove("said");
      }, SAID);
    });
  }

  // Browsers have a clipboard only where the connection is safe; elsewhere a marked text is copied.
  function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    var field = document.createElement("textarea");
    var before = document.activeElement;
    field.value = text;
    field.className = "only-read";
    document.body.appendChild(field);
    field.select();
    var done = document.execCommand("copy");
    field.remove();
    before.focus();
    return done ? Promise.resolve() : Promise.reject();
  }

  // --- Paper ---------------------------------------------------------------------------------------

  // Charts are drawn for the screen's width: on paper they shrink as a whole.
  function forPaper(on) {
    document.querySelectorAll(".main-svg").forEach(function (svg) {
      if (on) svg.setAttribute("viewBox", "0 0 " + svg.getAttribute("width") + " " + svg.getAttribute("height"));
      else svg.removeAttribute("viewBox");
    });
  }

  window.addEventListener("beforeprint", function () { forPaper(true); });
  window.addEventListener("afterprint", function () { forPaper(false); });

  document.addEventListener("click", function (event) {
    var target = event.target;
    var data = (target.closest("[data-add], [data-clear], [data-language]") || document.body).dataset;
    closeDrops(target.closest(".menu-entry") ? null : target);
    if (target.closest(".theme-switch")) window.fairleadTheme.toggle();
    if (target.closest("#share")) share(target.closest("#share"));
    if (target.closest("#print")) window.print();
    if (target.closest("#reload")) window.location.reload();
    if (data.language) speak(data.language);
    if (data.clear) putBack(data.clear);
    if (data.add) add(data.add);
    if (target.closest("#nav-toggle")) open("nav", !isOpen("nav"));
    else if (!target.closest("#nav") || target.closest(".nav-link")) open("nav", false);
    if (target.closest("#filters-toggle")) open("filters", !isOpen("filters"));
    else if (target.closest("#filters-close, #filters-reset") || !target.closest("#filter-bar")) open("filters", false);
  });

  document.addEventListener("toggle", function (event) {
    if (event.target.id === "more-filters" && event.target.open) listWaiting(event.target);
  }, true);

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || document.querySelector(".dash-dropdown-content")) return; // a menu closes first
    var drops = document.querySelectorAll(DROPS);
    drops.forEach(function (drop) {
      drop.open = false;
      drop.querySelector("summary").focus();
    });
    if (drops.length) return;
    ["nav", "filters"].forEach(function (name) {
      if (!isOpen(name)) return;
      open(name, false);
      document.getElementById(name + "-toggle").focus();
    });
  }, true); // before the menu hears of it: once it has closed itself, it cannot be seen that it was open
})();
