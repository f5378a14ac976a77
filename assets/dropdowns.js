// Dash's dropdown menus, mended for keyboards and screen readers: the button itself is the stop of the Tab key (Dash
// puts a hidden field before it), it and its open menu have the name of their control, and what can be chosen are
// labelled boxes (Dash calls each an option as well, which may not hold a box).
(function () {
  function each(selector, mend) {
    document.querySelectorAll(selector).forEach(mend);
  }

  function nameOf(menu) {
    var button = document.querySelector('[aria-controls="' + menu.id + '"]');
    var label = button && button.closest("label");
    return label ? label.firstElementChild.textContent : button ? button.getAttribute("aria-label") : null;
  }

  // A menu opens inside its control's label: a click beside what can be chosen is none on the label, which would close it.
  document.addEventListener("click", function (event) {
    var beside = !event.target.closest("label.dash-options-list-option, button, input, a");
    if (beside && event.target.closest(".dash-dropdown-content")) event.preventDefault();
  });

  new MutationObserver(function () {
    each(".dash-dropdown-focus-target:not([hidden])", function (field) {
      field.hidden = true;
      var button = field.nextElementSibling;
      var label = field.closest("label");
      button.tabIndex = 0;
      if (label) button.setAttribute("aria-labelledby", label.firstElementChild.id + " " + button.getAttribute("aria-labelledby"));
    });
    each(".dash-dropdown-content:not([aria-label])", function (menu) {
      menu.setAttribute("aria-label", nameOf(menu) || "");
    });
    each(".dash-options-list[role=listbox]", function (list) { list.setAttribute("role", "group"); });
    each(".dash-options-list-option[role=option]", function (option) {
      option.removeAttribute("role");
      option.removeAttribute("aria-selected");
    });
    each(".dash-options-list > [aria-hidden]:not([inert])", function (measure) { measure.inert = true; });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
