// Shows how a date reads while it is typed. Without this script the form shows it once it is saved.
"use strict";
{
  const PAUSE = 250; // Milliseconds without a key before the site is asked.
  const waiting = new WeakMap();

  function show(input, { words = "", error = "" }) {
    const output = input.nextElementSibling;
    output.textContent = error || words;
    output.classList.toggle("refused", Boolean(error));
    input.setAttribute("aria-invalid", String(Boolean(error)));
  }

  async function answerFor(input, text) {
    try {
      const query = new URLSearchParams({ edtf: text });
      return await (await fetch(`${input.dataset.readingUrl}?${query}`)).json();
    } catch {
      return {}; // The site is out of reach, or the session has ended: saving will say so.
    }
  }

  async function read(input) {
    const text = input.value.trim();
    const answer = text ? await answerFor(input, text) : {};
    if (input.value.trim() === text) {
      show(input, answer);
    }
  }

  // On the document, so that it also serves rows that are added to the form later.
  document.addEventListener("input", ({ target }) => {
    if (target.matches("input[data-reading-url]")) {
      clearTimeout(waiting.get(target));
      waiting.set(target, setTimeout(read, PAUSE, target));
    }
  });
}
