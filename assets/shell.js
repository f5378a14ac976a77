// Buttons of the shell that need no server: theme, phone navigation, filter sheet, info popovers.
(function () {
  function open(name, on) {
    document.documentElement.classList.toggle(name + "-open", on);
    var button = document.getElementById(name + "-toggle");
    if (button) button.setAttribute("aria-expanded", String(on));
  }
  function isOpen(name) {
    return document.documentElement.classList.contains(name + "-open");
  }
  function closeInfos(except) {
    document.querySelectorAll("details.info[open]").forEach(function (info) {
      if (info !== except) info.open = false;
    });
  }
  document.addEventListener("click", function (event) {
    var target = event.target;
    closeInfos(target.closest("details.info"));
    if (target.closest("#theme-toggle")) window.fairleadTheme.toggle();
    if (target.closest("#nav-toggle")) open("nav", !isOpen("nav"));
    else if (!target.closest("#nav") || target.closest(".nav-link")) open("nav", false);
    if (target.closest("#filters-toggle")) open("filters", !isOpen("filters"));
    else if (target.closest("#filters-close") || target.closest("#filters-reset")) open("filters", false);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    ["nav", "filters"].forEach(function (name) {
      // A menu inside the sheet closes first.
      if (isOpen(name) && !document.querySelector(".dash-dropdown-content")) {
        open(name, false);
        document.getElementById(name + "-toggle").focus();
      }
    });
    document.querySelectorAll("details.info[open]").forEach(function (info) {
      info.open = false;
      info.querySelector("summary").focus();
    });
  }, true); // before the menu hears of it: once it has closed itself, it cannot be seen that it was open
})();
