// Runs before the first paint, so that a dark page never flashes white.
(function () {
  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  function stored() {
    try { return localStorage.getItem("theme"); } catch (_error) { return null; }
  }
  function apply() {
    var theme = stored() || (system.matches ? "dark" : "light");
    root.dataset.theme = theme;
    root.dataset.agThemeMode = theme;
  }
  window.fairleadTheme = {
    toggle: function () {
      var next = root.dataset.theme === "dark" ? "light" : "dark";
      try { localStorage.setItem("theme", next); } catch (_error) { /* private window: for this page only */ }
      root.dataset.theme = next;
      root.dataset.agThemeMode = next;
    },
  };
  system.addEventListener("change", apply);
  window.addEventListener("storage", function (event) { if (event.key === "theme") apply(); });
  apply();
})();
