// Runs before the first paint, so that a dark page never flashes white.
(function () {
  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  function stored() {
    try { return localStorage.getItem("theme"); } catch (_error) { return null; }
  }
  function show(theme) {
    root.dataset.theme = theme;
    root.dataset.agThemeMode = theme;
  }
  function apply() {
    show(stored() || (system.matches ? "dark" : "light"));
  }
  window.fairleadTheme = {
    toggle: function () {
      var next = root.dataset.theme === "dark" ? "light" : "dark";
      try { localStorage.setItem("theme", next); } catch (_error) { /* private window: for this page only */ }
      show(next);
    },
  };
  window.addEventListener("beforeprint", function () { // paper is white
    var shown = root.dataset.theme;
    show("light");
    window.addEventListener("afterprint", function () { show(shown); }, { once: true });
  });
  system.addEventListener("change", apply);
  window.addEventListener("storage", function (event) { if (event.key === "theme") apply(); });
  apply();
})();
