// Of the page “Later evidence”, only the part that the chosen kind of evidence needs is shown.
// Without this script all of it is there, and what is not chosen is asked nothing.
"use strict";
{
  const parts = document.querySelectorAll("[data-kinds]");
  const kinds = document.querySelectorAll("input[name=kind]");

  function show() {
    const chosen = document.querySelector("input[name=kind]:checked")?.value;
    for (const part of parts) {
      part.hidden = !part.dataset.kinds.split(" ").includes(chosen);
    }
  }

  for (const kind of kinds) {
    kind.addEventListener("change", show);
  }
  // A browser that goes back in its history chooses again what was chosen, after this script.
  window.addEventListener("pageshow", show);
  show();
}
