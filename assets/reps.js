// The Reps page: its days, and the panel with what is behind a score.
//
// Days, rep and wall are choices in the URL (view.reps.day ...). /reps?wall=1 and ?day=2026-11-20 are short for them.
(function () {
  var PATH = "/reps";
  var PATIENCE = 700; // ms after which a date counts as typed to its end
  var SHORT = { wall: "view.reps.wall", day: "view.reps.day", span: "view.reps.span" };
  var OWN = ["reps.rep", "reps.wall"]; // choices that change nothing of the figures

  function same(a, b) {
    return JSON.stringify(a) === JSON.stringify(b);
  }

  // Before anything has read the address.
  (function spellOut() {
    if (window.location.pathname !== PATH) return;
    var params = new URLSearchParams(window.location.search);
    var short = Object.keys(SHORT).filter(function (name) { return params.has(name); });
    if (!short.length) return;
    short.forEach(function (name) {
      params.set(SHORT[name], params.get(name));
      params.delete(name);
    });
    window.history.replaceState(window.history.state, "", PATH + "?" + params + window.location.hash);
  })();

  // What the figures are asked for by, and whose events: each only where it is another than it was.
  function split(filters, asked, chosen) {
    var none = window.dash_clientside.no_update;
    if (!filters) return [none, none];
    window.fairlead.repsWall(filters.view["reps.wall"] === "1");
    var view = Object.assign({}, filters.view);
    OWN.forEach(function (name) { delete view[name]; });
    var wanted = Object.assign({}, filters, { view: view });
    var rep = { rep: filters.view["reps.rep"] || null, asked: wanted };
    if (!rep.rep) shut();
    return [same(wanted, asked) ? none : wanted, same(rep, chosen) ? none : rep];
  }

  // --- The panel ---------------------------------------------------------------------------------

  function dialog() {
    return document.getElementById("reps-events");
  }

  function chosen() {
    return (window.fairlead.filters && window.fairlead.filters.view["reps.rep"]) || null;
  }

  function open(seen) {
    if (seen && seen.rep === chosen() && !dialog().open) {
      dialog().showModal();
      document.getElementById("reps-events-title").focus();
    }
    if (seen) dialog().scrollTop = 0;
    return window.dash_clientside.no_update;
  }

  function shut() {
    if (dialog() && dialog().open) dialog().close();
  }

  document.addEventListener("click", function (event) {
    if (event.target.closest("#reps-events-close") || event.target.id === "reps-events") shut();
  });

  // However it is closed, the address says so, and the card from which it was opened has the focus again.
  document.addEventListener("close", function (event) {
    if (event.target.id !== "reps-events") return;
    var rep = chosen();
    if (!rep) return;
    var card = [...document.querySelectorAll(".rep-place")].find(function (one) { return one.dataset.rep === rep; });
    window.fairlead.send({ view: { "reps.rep": "" } });
    if (card) card.querySelector("button").focus({ preventScroll: true });
  }, true);

  // Silent reps who are shown stay so when the cards are drawn anew.
  var silentShown = false;
  document.addEventListener("toggle", function (event) {
    if (event.target.matches(".silent-reps")) silentShown = event.target.open;
  }, true);
  new MutationObserver(function () {
    var silent = silentShown && document.querySelector(".silent-reps:not([open])");
    if (silent) silent.open = true;
  }).observe(document.documentElement, { childList: true, subtree: true });

  // --- The day -----------------------------------------------------------------------------------

  var typing = null;
  document.addEventListener("input", function (event) {
    if (event.target.id !== "reps-day") return;
    var value = event.target.value;
    window.clearTimeout(typing);
    typing = window.setTimeout(function () {
      if (value && window.fairlead.isDay(value)) show(value === today() ? "" : value);
    }, PATIENCE);
  });

  // A day that was cleared, or not typed to its end, is the one that is shown again.
  document.addEventListener("focusout", function (event) {
    if (event.target.id === "reps-day" && !event.target.value) event.target.value = viewed();
  });

  function today() {
    return document.getElementById("reps-today").dataset.today;
  }

  // What was asked for just now may not be in the address yet.
  var sent = { at: 0, day: "" };
  function viewed() {
    return (Date.now() - sent.at < PATIENCE ? sent.day : window.fairlead.filters.view["reps.day"]) || today();
  }

  function show(day) {
    sent = { at: Date.now(), day: day };
    window.fairlead.send({ view: { "reps.day": day } });
  }

  // The first day of the span in which a day lies, so many spans on; as the server counts them.
  function start(text, span, by) {
    var day = new Date(text + "T00:00Z");
    if (span === "week") day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
    if (span === "month") day.setUTCMonth(day.getUTCMonth() + by, 1);
    else day.setUTCDate(day.getUTCDate() + by * (span === "week" ? 7 : 1));
    return day;
  }

  // From what is asked for, not from what is drawn: so that each of several quick clicks is a step.
  document.addEventListener("click", function (event) {
    var button = event.target.closest(".reps-days [data-step]");
    if (!button || !window.fairlead.isDay(viewed())) return;
    var span = window.fairlead.filters.view["reps.span"] || "day";
    var to = start(viewed(), span, Number(button.dataset.step));
    var now = start(today(), span, 0);
    if (to <= now && to >= new Date(document.getElementById("reps-day").min)) show(+to === +now ? "" : to.toISOString().slice(0, 10));
  });

  // The time of day of a text such as 2026-11-02 15:31.
  window.dashAgGridFunctions = Object.assign(window.dashAgGridFunctions || {}, {
    clock: function (params) { return (params.value || "").slice(11) || "—"; },
  });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { reps: { split: split, open: open } });
})();
