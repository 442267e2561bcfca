// Keys for the whole desk, and a question before typed words are left behind. The page footer
// lists the keys; each does no more than a link or a button that is on the page.
"use strict";
{
  const form = () => document.querySelector("#content form:has([name=_save])");
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  let submitting = false;

  function press(event, ...names) {
    const buttons = names.map((name) => form()?.querySelector(`[name=${name}]`));
    const button = buttons.find(Boolean);
    if (button) {
      event.preventDefault();
      button.click();
    }
  }

  function goToSearch(event) {
    const search = document.querySelector("#searchbar");
    if (search && !typing(event.target)) {
      event.preventDefault();
      search.select();
    }
  }

  document.addEventListener("keydown", (event) => {
    const held = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (event.defaultPrevented || event.isComposing || event.repeat) {
      return;
    }
    if (held && event.key === "s") {
      press(event, "_continue", "_save");
    } else if (held && event.key === "Enter") {
      press(event, "_save");
    } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      goToSearch(event);
    }
  });

  function selected(select) {
    return [...select.options].map((option) => option.selected).join();
  }

  function selectedAtFirst(select) {
    const marked = [...select.options].map((option) => option.defaultSelected);
    if (!select.multiple && !marked.includes(true) && marked.length) {
      marked[0] = true; // The browser chooses the first where the page marks none.
    }
    return marked.join();
  }

  function changed(field) {
    if (field.type === "checkbox" || field.type === "radio") {
      return field.checked !== field.defaultChecked;
    }
    if (field.options) {
      return selected(field) !== selectedAtFirst(field);
    }
    return field.type !== "hidden" && field.value !== field.defaultValue;
  }

  // A form that was refused shows what was typed, and none of it is saved.
  function unsaved() {
    const fields = form()?.querySelectorAll(":is(input, select, textarea)[name]") ?? [];
    const refused = form()?.querySelector(".errornote, .errorlist");
    return Boolean(refused) || [...fields].some(changed);
  }

  document.addEventListener("submit", (event) => {
    submitting = event.target === form() && !event.defaultPrevented;
  });
  window.addEventListener("pageshow", () => {
    submitting = false; // Back from the page that the form led to.
  });
  window.addEventListener("beforeunload", (event) => {
    if (!submitting && unsaved()) {
      event.preventDefault();
    }
  });
}
