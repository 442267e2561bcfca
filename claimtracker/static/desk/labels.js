// The field in which the choices of an autocomplete are searched is made by a script and has no
// name. It gets that of the list that it searches, also in rows that are added later.
"use strict";
{
  function searched(field) {
    const list = field.closest(".select2-container")?.previousElementSibling;
    return list?.matches("select") ? list : document.querySelector("select:has(+ .select2-container--open)");
  }

  function nameSearchFields() {
    for (const field of document.querySelectorAll(".select2-search__field:not([aria-label])")) {
      const label = searched(field)?.labels[0];
      if (label) {
        field.setAttribute("aria-label", label.textContent.trim().replace(/:$/, ""));
      }
    }
  }

  new MutationObserver(nameSearchFields).observe(document.body, { childList: true, subtree: true });
}
