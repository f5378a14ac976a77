// Dash asks for plotly.min.js without a version, so it could not be cached for long: take the preloaded address.
Object.defineProperty(window, "_dashPlotlyJSURL", {
  get: function () { return document.getElementById("plotly").href; },
  set: function () {},
});
