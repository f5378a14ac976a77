// What was chosen is brought into view where it lies outside of it: on a phone the list of KPIs fills the screen.
document.addEventListener("click", function (event) {
  var chosen = event.target.closest("[data-show]");
  var shown = chosen && document.getElementById(chosen.dataset.show);
  if (shown && shown.getBoundingClientRect().top > window.innerHeight * 0.8) shown.scrollIntoView();
});
