// The menus of the margin bridge's two periods: what they offer follows the page's periods.
(function () {
  function offer(menus) {
    Object.keys(menus || {}).forEach(function (name) {
      window.dash_clientside.set_props({ type: "view", name: name }, { options: menus[name] });
    });
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { bridges: { offer: offer } });
})();
