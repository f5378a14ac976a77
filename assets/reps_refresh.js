// The Reps page looks for new data by itself: a countdown that is seen, on or off, as often as the reader likes.
// The browser remembers both. A look asks the server whether there is something new; only then is anything drawn.
(function () {
  var KEY = "reps-refresh";
  var SECOND = 1000;
  var SLOW = 45; // seconds after which an answer is no longer waited for
  var wish = remembered(); // {on, every (seconds)}
  var due = 0; // when the next look is
  var asking = 0; // since when an answer is waited for

  function remembered() {
    var found = {};
    try { found = JSON.parse(localStorage.getItem(KEY)) || {}; } catch (_error) { /* a private window, or not ours */ }
    return { on: found.on !== false, every: found.every >= 1 && found.every <= 3600 ? found.every : 60 };
  }

  function remember(change) {
    Object.assign(wish, change);
    try { localStorage.setItem(KEY, JSON.stringify(wish)); } catch (_error) { /* for this page only */ }
    due = Date.now() + wish.every * SECOND;
    paint();
  }

  function shown() {
    return document.querySelector(".reps-bar");
  }

  function lost() {
    return document.querySelector(".connection:not([hidden])");
  }

  function paused() {
    return document.querySelector("dialog[open]") !== null;
  }

  function time(words, left) {
    var minutes = left > 60 ? Math.floor(left / 60) : 0;
    return (minutes ? words.minutes : words.seconds).replace("{n}", minutes || left).replace("{s}", left % 60);
  }

  function said(words) {
    if (lost()) return words.lost;
    if (!wish.on) return words.off;
    if (asking) return words.now;
    if (paused()) return words.paused;
    return words.soon.replace("{time}", time(words, Math.max(0, Math.ceil((due - Date.now()) / SECOND))));
  }

  function set(element, name, value) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  function paint() {
    document.querySelectorAll(".countdown").forEach(function (place) {
      var text = said(place.dataset);
      if (place.textContent !== text) place.textContent = text;
    });
    var button = document.getElementById("reps-refresh");
    if (button) set(button, "aria-checked", String(wish.on));
    document.querySelectorAll("#reps-every [data-every]").forEach(function (entry) {
      if (Number(entry.dataset.every) === wish.every) set(entry, "aria-current", "true");
      else entry.removeAttribute("aria-current");
    });
  }

  function look() {
    asking = Date.now();
    window.dash_clientside.set_props("reps-look", { data: asking });
    paint();
  }

  // The server has answered; what is new is being drawn.
  function looked() {
    asking = 0;
    due = Date.now() + wish.every * SECOND;
    paint();
  }

  var page = null; // the page as it was built: another one starts anew
  function tick() {
    var now = Date.now();
    if (shown() !== page) {
      page = shown();
      asking = 0;
      due = now + wish.every * SECOND;
    }
    if (!page) return;
    if (asking && now - asking > SLOW * SECOND && !lost()) looked();
    if (wish.on && !asking && now >= due && !paused() && !document.hidden && !lost()) look();
    paint();
  }

  document.addEventListener("click", function (event) {
    var entry = event.target.closest("#reps-every .menu-entry");
    if (event.target.closest("#reps-refresh")) remember({ on: !wish.on });
    if (!entry) return;
    document.getElementById("reps-every").open = false;
    document.querySelector("#reps-every summary").focus();
    if (entry.dataset.every) remember({ on: true, every: Number(entry.dataset.every) });
    else look();
  });
  document.addEventListener("visibilitychange", tick); // what was due meanwhile is looked for at once
  new MutationObserver(function () { if (shown() !== page) tick(); }).observe(document.documentElement, { childList: true, subtree: true });
  window.setInterval(tick, SECOND);

  window.dash_clientside = Object.assign({}, window.dash_clientside, { repsRefresh: { looked: looked } });
})();
