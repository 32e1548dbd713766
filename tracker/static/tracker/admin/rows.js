/* Folding rows: all at once, and open where the browser finds a mistake in a field that is folded away.
   A record that is added begins at its first field. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const bar of document.querySelectorAll(".fold-all")) {
    bar.hidden = false;
    bar.addEventListener("click", (event) => {
      const wanted = event.target.dataset.fold;
      if (!wanted) return;
      for (const row of bar.closest(".folded-rows").querySelectorAll(".inline-related:not(.empty-form) > details")) {
        row.open = wanted === "open";
      }
    });
  }
  // Capturing: the event doesn't bubble, and the browser wants to focus the field right after it.
  document.addEventListener(
    "invalid",
    (event) => {
      const folded = event.target.closest(".folded-rows details");
      if (folded) folded.open = true;
    },
    true,
  );
});

// Django's own script, which comes at any time before this, focuses the first control: the button above the form.
window.addEventListener("load", () => {
  if (!document.getElementById("django-admin-form-add-constants")?.dataset.modelName) return;
  const fields = document.querySelectorAll("#content-main form fieldset :is(input:not([type=hidden]), select, textarea):not([disabled])");
  [...fields].find((field) => field.offsetParent)?.focus();
});
