// A button that a callback draws anew keeps the keyboard's focus: Dash takes the old one away, and the focus with it.
(function () {
  var last = null;

  function sameAs(button) {
    var meant = JSON.stringify(button.dataset);
    return [...document.querySelectorAll("button[data-view], button[data-filter]")].find(function (one) {
      return JSON.stringify(one.dataset) === meant;
    });
  }

  document.addEventListener("focusin", function (event) {
    last = event.target.matches("button[data-view], button[data-filter]") ? event.target : null;
  });
  new MutationObserver(function () {
    if (!last || last.isConnected) return;
    var again = sameAs(last);
    if (document.activeElement !== document.body) last = null;
    else if (again) again.focus({ preventScroll: true });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
