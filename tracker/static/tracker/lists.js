// What a list needs once htmx has brought a new part of it: the number told aloud, the focus where the reader went,
// the choices counted anew, and an ordinary page where the part could not be had.
document.addEventListener("htmx:afterSwap", (event) => {
  const results = event.detail.target;
  if (results.id !== "results") return;
  document.getElementById("told").textContent = document.getElementById("how-many").textContent;
  const asked = event.detail.requestConfig.elt;
  if (asked.rel === "prev" || asked.rel === "next") results.focus({ preventScroll: true });
  else if (asked.matches("form.filters")) countChoices(asked);
});

for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, (event) => {
    const { path, parameters } = event.detail.requestConfig;
    const [base, query] = path.split("?");
    window.location.assign(query ? path : `${base}?${new URLSearchParams(parameters)}`);
  });
}

// How many rows each choice would show, given all other filters: asked for where it is told already, or wanted.
async function countChoices(form, wanted = false) {
  if (!wanted && !("counted" in form.dataset)) return;
  const values = new FormData(form);
  const query = `?${new URLSearchParams(values)}`;
  const answer = await fetch(form.action + query, { headers: { "HX-Request": "true", "HX-Target": "choices" } });
  // By now the reader may have chosen something else, and that is under way.
  if (!answer.ok || `?${new URLSearchParams(new FormData(form))}` !== query) return;
  const counted = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const list of form.querySelectorAll("select, datalist")) {
    const fresh = counted.getElementById(list.id);
    // Written anew, not moved over: a select that loses its chosen option chooses the next, down to the last.
    if (fresh) list.innerHTML = fresh.innerHTML;
  }
  form.dataset.counted = "";
  form.querySelector("[data-uncounted]")?.remove();
}

for (const form of document.querySelectorAll("form.filters")) {
  form.querySelector("details")?.addEventListener("toggle", (event) => {
    if (event.target.open && form.querySelector("[data-uncounted]")) countChoices(form, true);
  });
}
