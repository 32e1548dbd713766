// What a list needs once htmx has brought a new part of it: the number told aloud, the focus where the reader went,
// and an ordinary page where the part could not be had.
document.addEventListener("htmx:afterSwap", (event) => {
  const results = event.detail.target;
  if (results.id !== "results") return;
  document.getElementById("told").textContent = document.getElementById("how-many").textContent;
  const asked = event.detail.requestConfig.elt;
  if (asked.rel === "prev" || asked.rel === "next") results.focus({ preventScroll: true });
});

for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, (event) => {
    const { path, parameters } = event.detail.requestConfig;
    const [base, query] = path.split("?");
    window.location.assign(query ? path : `${base}?${new URLSearchParams(parameters)}`);
  });
}
