// What the reader is told when the server does not answer: it stopped, the network is gone, the password was changed.
//
// A question of Dash's that cannot be asked waits until the server is back and is then asked again, so that the page
// goes on by itself. Until then the server is looked for at longer and longer intervals; otherwise never.
(function () {
  var QUESTION = "/_dash-update-component";
  var HEALTH = "/health";
  var GONE = [502, 503, 504]; // what a proxy says for a server that is not there
  var FIRST = 1000, LONGEST = 15000; // ms between two looks
  var waiting = {}; // what is to be asked again, by what it fills; a newer question takes the place of an older one
  var ask = window.fetch.bind(window);

  function show(name) {
    document.querySelectorAll(".connection").forEach(function (banner) {
      banner.hidden = banner.id !== name;
    });
  }

  function look(after) {
    window.setTimeout(function () {
      ask(HEALTH, { cache: "no-store" }).then(
        function (answer) { if (answer.ok) goOn(); else look(Math.min(after * 2, LONGEST)); },
        function () { look(Math.min(after * 2, LONGEST)); }
      );
    }, after);
  }

  function goOn() {
    var questions = Object.values(waiting);
    waiting = {};
    show(null);
    questions.forEach(function (question) { question.again(); });
  }

  function later(url, options) {
    var name = JSON.parse(options.body).output;
    if (Object.keys(waiting).length === 0) {
      show("connection-lost");
      look(FIRST);
    }
    return new Promise(function (resolve, reject) {
      if (waiting[name]) waiting[name].drop();
      waiting[name] = {
        again: function () { patiently(url, options).then(resolve, reject); },
        drop: function () { resolve(new Response(null, { status: 204 })); }, // Dash: nothing changes
      };
    });
  }

  function patiently(url, options) {
    return ask(url, options).then(
      function (answer) {
        if (GONE.includes(answer.status)) return later(url, options);
        if (answer.status === 401) show("connection-refused");
        return answer;
      },
      function (error) {
        if (error.name === "AbortError") throw error;
        return later(url, options);
      }
    );
  }

  window.fetch = function (url, options) {
    var asks = typeof url === "string" && url.includes(QUESTION) && options && typeof options.body === "string";
    return asks ? patiently(url, options) : ask(url, options);
  };

  document.addEventListener("click", function (event) {
    if (event.target.closest("#sign-in-again")) window.location.reload();
  });

  // A page whose data are being made ready loads again once they are.
  function lookAgain() {
    ask(HEALTH, { cache: "no-store" }).then(
      function (answer) { return answer.json(); }
    ).then(
      function (health) { if (health.snapshot) window.location.reload(); },
      function () {} // no answer: the next look comes by itself
    );
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { connection: { lookAgain: lookAgain } });
})();
