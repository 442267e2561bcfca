// Takes the selected words of a held text as the quote or the question of a statement to be. Only
// their positions travel; the server reads the words itself, and without this script the positions
// can be typed.
"use strict";
{
  const text = document.getElementById("held-text");
  const form = document.getElementById("passage");
  const problem = document.getElementById("passage-problem");
  const fields = {
    quote: [form.elements.start, form.elements.end],
    question: [form.elements.question_start, form.elements.question_end],
  };
  const keys = { s: () => take("quote"), q: () => take("question"), m: () => form.requestSubmit() };
  const sent = text.textContent;
  // Positions are code points, and the document counts UTF-16 units.
  const characters = Array.from(sent);

  // A caret that arrow keys move, and a selection that grows with Shift, exist in editable text
  // alone. So the text is made editable, and every edit is refused.
  function readWithACaret() {
    const attributes = {
      contenteditable: "true",
      role: "textbox",
      "aria-multiline": "true",
      "aria-readonly": "true",
      "aria-label": "Text of the source",
      inputmode: "none",
      spellcheck: "false",
    };
    for (const [name, value] of Object.entries(attributes)) {
      text.setAttribute(name, value);
    }
    for (const name of ["beforeinput", "cut", "paste", "drop", "dragstart"]) {
      text.addEventListener(name, (event) => event.preventDefault());
    }
  }

  // Input methods and extensions of a browser may change the text all the same, and then no
  // position in it means anything.
  function isAsSent() {
    return text.textContent === sent && characters.length === Number(text.dataset.characters);
  }

  function complain(sentence) {
    problem.textContent = sentence;
    problem.hidden = !sentence;
  }

  function selectedRange() {
    const selection = document.getSelection();
    const whole = document.createRange();
    whole.selectNodeContents(text);
    if (!selection.rangeCount || !selection.getRangeAt(0).intersectsNode(text)) {
      return null;
    }
    const range = selection.getRangeAt(0).cloneRange();
    if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) {
      range.setStart(text, 0);
    }
    if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) {
      range.setEnd(text, text.childNodes.length);
    }
    return range;
  }

  function position(node, offset) {
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(node, offset);
    return Array.from(before.toString()).length;
  }

  function take(name) {
    const range = selectedRange();
    if (!isAsSent()) {
      complain("The text on this page is no longer what the server sent. Reload the page.");
    } else if (!range || !range.toString().trim()) {
      complain("Select the words in the text first.");
    } else {
      complain("");
      const [start, end] = fields[name];
      start.value = position(range.startContainer, range.startOffset);
      end.value = position(range.endContainer, range.endOffset);
      show(name);
    }
  }

  // The words at the positions, whether they were selected or typed.
  function show(name) {
    const [start, end] = fields[name].map((field) => (field.value === "" ? NaN : Number(field.value)));
    const words = characters.slice(start, end).join("");
    const shown = document.getElementById(`passage-${name}`);
    shown.textContent = start < end ? words : "";
    shown.hidden = !shown.textContent;
  }

  function follow(event, node) {
    const mark = (node?.closest ? node : node?.parentElement)?.closest("a");
    if (mark && text.contains(mark) && document.getSelection().isCollapsed) {
      event.preventDefault();
      window.location.assign(mark.href);
    }
  }

  readWithACaret();
  // Links in editable text do not answer to a click of their own.
  text.addEventListener("click", (event) => follow(event, event.target));
  document.addEventListener("keydown", (event) => {
    const busy = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat;
    if (busy || event.target.closest("input, textarea, select")) {
      return;
    }
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    } else if (event.key === "Enter" && event.target === text) {
      follow(event, document.getSelection().focusNode);
    }
  });
  form.addEventListener("submit", (event) => {
    if (!isAsSent()) {
      event.preventDefault();
      complain("The text on this page is no longer what the server sent. Reload the page.");
    }
  });
  for (const name of Object.keys(fields)) {
    fields[name].forEach((field) => field.addEventListener("input", () => show(name)));
    const button = form.querySelector(`[data-take=${name}]`);
    button.hidden = false;
    // A press on a button would otherwise move the focus and end the selection.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => take(name));
  }
  // A browser that comes back to this page fills the positions in again after this script has run.
  window.addEventListener("pageshow", () => Object.keys(fields).forEach(show));
}
