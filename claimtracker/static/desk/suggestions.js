// Keys for the suggestions from a text. Each does no more than a link or a button on the page, and
// dismissing stays on the page and goes on to the next passage.
"use strict";
{
  const list = document.getElementById("suggestions");
  const undo = document.getElementById("undo");
  const status = document.getElementById("suggestions-status");
  const shown = () => [...(list?.children ?? [])].filter((item) => !item.hidden);
  const current = () => document.activeElement?.closest("#suggestions > li");

  function go(step) {
    const items = shown();
    const place = items.indexOf(current());
    const next = place < 0 ? 0 : Math.min(items.length - 1, Math.max(0, place + step));
    items[next]?.focus();
  }

  // The answer of the server, or null where it has to be asked in the ordinary way.
  async function send(form) {
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(window.location.pathname, { method: "POST", headers, body: new FormData(form) });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  function tell(sentence, waiting) {
    status.textContent = sentence;
    document.getElementById("waiting").textContent = waiting;
  }

  async function dismiss(form) {
    const item = form.closest("li");
    const answer = await send(form);
    if (!answer) {
      form.submit();
      return;
    }
    const items = shown();
    const next = items[items.indexOf(item) + 1] ?? items[items.indexOf(item) - 1];
    item.hidden = true;
    tell("Dismissed.", answer.waiting);
    next?.focus();
  }

  async function takeBack() {
    const answer = await send(undo);
    const item = answer && document.getElementById(`passage-${answer.candidate}`);
    if (answer && answer.candidate === null) {
      tell("There is no decision to take back.", answer.waiting);
    } else if (item && list?.contains(item)) {
      item.hidden = false;
      tell("Taken back.", answer.waiting);
      item.focus();
    } else {
      window.location.reload();
    }
  }

  const keys = {
    j: () => go(1),
    k: () => go(-1),
    a: () => current()?.querySelector(".accept")?.click(),
    d: () => current()?.querySelector(".dismiss")?.requestSubmit(),
    u: () => undo?.requestSubmit(),
  };
  document.addEventListener("keydown", (event) => {
    const busy = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat;
    if (!busy && keys[event.key] && !event.target.closest("input, textarea, select")) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  document.addEventListener("submit", (event) => {
    if (event.target === undo) {
      event.preventDefault();
      takeBack();
    } else if (event.target.matches("#suggestions .dismiss")) {
      event.preventDefault();
      dismiss(event.target);
    }
  });
}
