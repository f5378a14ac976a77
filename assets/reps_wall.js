// The wall: the Reps page over the whole screen, dark and large (assets/reps_wall.css); its clock, and a cheer for whoever
// has passed the goal since the last look.
(function () {
  var CHEER = 12000; // ms for which it is said
  var PIECES = 24;
  var root = document.documentElement;
  var before = null; // the reader's theme
  var last = null; // {key, points: {rep: points}, passed: {rep: true}} of the last look
  var cheering = null;

  function isOn() {
    return root.classList.contains("wall");
  }

  function theme(name) {
    root.dataset.theme = name;
    root.dataset.agThemeMode = name;
  }

  function turn(on) {
    if (on === isOn()) return;
    if (on) before = root.dataset.theme;
    root.classList.toggle("wall", on);
    theme(on ? "dark" : before);
    tick();
    if (!on && document.fullscreenElement) document.exitFullscreen().catch(function () {});
  }

  function leave() {
    window.fairlead.send({ view: { "reps.wall": "" } });
  }

  // --- The clock ---------------------------------------------------------------------------------

  function tick() {
    var clock = isOn() && document.getElementById("reps-wall-clock");
    if (!clock) return;
    var text = new Intl.DateTimeFormat(root.lang, { hour: "numeric", minute: "2-digit" }).format(new Date());
    if (clock.textContent !== text) clock.textContent = text;
  }

  // --- What happened since the last look ---------------------------------------------------------

  function places() {
    return [...document.querySelectorAll(".rep-place")];
  }

  function drawn(seen) {
    window.requestAnimationFrame(function () { window.requestAnimationFrame(function () { compare(JSON.stringify(seen.days)); }); });
    return window.dash_clientside.no_update;
  }

  // Other days are another board: nothing of it has just happened.
  function compare(key) {
    var now = { key: key, points: {}, passed: {} };
    places().forEach(function (place) {
      now.points[place.dataset.rep] = Number(place.dataset.points);
      now.passed[place.dataset.rep] = place.dataset.passed === "1";
    });
    var known = last && last.key === key ? last : now;
    last = now;
    places().forEach(function (place) {
      var rep = place.dataset.rep;
      var was = Object.hasOwn(known.points, rep) ? known.points[rep] : now.points[rep];
      mark(place, now.points[rep] - was, now.passed[rep] && known.passed[rep] === false);
    });
  }

  function mark(place, more, passed) {
    delete place.dataset.more;
    place.classList.remove("cheered");
    if (more > 0) place.dataset.more = "+" + new Intl.NumberFormat(root.lang).format(more);
    if (passed) cheer(place);
  }

  function cheer(place) {
    var line = document.getElementById("reps-wall-cheer");
    var text = line.dataset.words.replace("{name}", function () { return place.dataset.name; });
    line.textContent = line.textContent ? line.textContent + " " + text : text;
    place.classList.add("cheered");
    if (isOn() && !window.matchMedia("(prefers-reduced-motion: reduce)").matches) scatter(place);
    window.clearTimeout(cheering);
    cheering = window.setTimeout(function () {
      line.textContent = "";
      document.querySelectorAll(".cheered").forEach(function (one) { one.classList.remove("cheered"); });
    }, CHEER);
  }

  // Paper that flies off the card; its places and colours are the style sheet's.
  function scatter(place) {
    var paper = document.createElement("span");
    paper.className = "confetti";
    paper.setAttribute("aria-hidden", "true");
    for (var i = 0; i < PIECES; i += 1) {
      var piece = document.createElement("i");
      piece.style.setProperty("--turn", (i * 360) / PIECES + "deg");
      piece.style.setProperty("--far", 50 + ((i * 37) % 90) + "cqh");
      paper.append(piece);
    }
    place.append(paper);
    window.setTimeout(function () { paper.remove(); }, CHEER / 3);
  }

  // --- In and out --------------------------------------------------------------------------------

  document.addEventListener("click", function (event) {
    if (event.target.closest("#reps-wall-enter") && root.requestFullscreen) root.requestFullscreen().catch(function () {});
  });
  document.addEventListener("fullscreenchange", function () {
    if (!document.fullscreenElement && isOn()) leave();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && isOn() && !document.querySelector("dialog[open], details[open].drop")) leave();
  });
  ["popstate", "_dashprivate_pushstate"].forEach(function (name) {
    window.addEventListener(name, function () { if (window.location.pathname !== "/reps") turn(false); }, true);
  });
  // Whatever else changes the theme meanwhile: the wall stays dark.
  function stayDark() {
    if (isOn()) theme("dark");
  }
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", stayDark);
  window.addEventListener("storage", stayDark);
  window.setInterval(tick, 1000);

  window.fairlead = Object.assign(window.fairlead || {}, { repsWall: turn });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { repsWall: { drawn: drawn } });
})();
