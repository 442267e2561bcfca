// Keys for leads. Each does no more than a button on the page, so that without this script
// everything can be done by the buttons.
"use strict";
{
  const items = [...document.querySelectorAll("#leads > li")];
  const current = () => document.activeElement?.closest("#leads > li");

  function go(step) {
    const place = items.indexOf(current());
    const next = place < 0 ? 0 : Math.min(items.length - 1, Math.max(0, place + step));
    items[next]?.focus();
  }

  const keys = {
    j: () => go(1),
    k: () => go(-1),
    a: () => current()?.querySelector(".accept")?.click(),
    d: () => current()?.querySelector(".dismiss")?.click(),
    u: () => document.getElementById("undo")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    const held = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat;
    if (!held && keys[event.key] && !event.target.closest("input, textarea, select")) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  // After a decision the page comes again: the best of what is left is the next to decide on.
  items[0]?.focus();
}
