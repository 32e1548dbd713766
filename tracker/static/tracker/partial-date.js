/* While somebody types a partial date, shows below it how the server reads it. Without this script the reading appears
   when the form comes back. */
(() => {
  "use strict";

  const PAUSE = 300; // milliseconds without a key before the server is asked
  const waiting = new WeakMap(); // input → { timer, request }

  const readingOf = (input) => input.parentElement?.querySelector(":scope > .partial-date-reading");

  /* A row that the admin adds to an inline gets new ids, but its references keep the template's. */
  function link(input, reading) {
    const references = (input.getAttribute("aria-describedby") ?? "").split(/\s+/);
    if (!reading.id || references.includes(reading.id)) return;
    const others = references.filter((id) => id && !id.endsWith("_reading"));
    input.setAttribute("aria-describedby", [...others, reading.id].join(" "));
  }

  function show(reading, answer) {
    reading.classList.toggle("partial-date-unread", !answer.ok);
    if (!answer.ok) reading.textContent = answer.error;
    else if (!answer.edtf) reading.textContent = "";
    else reading.textContent = `${reading.dataset.label} ${answer.display} · ${answer.edtf}`;
  }

  async function ask(input, reading, signal) {
    const url = new URL(input.dataset.readUrl, document.baseURI);
    url.searchParams.set("text", input.value);
    try {
      const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(`${response.status}`);
      show(reading, await response.json());
    } catch (error) {
      // A reading of what stood there before would be worse than none.
      if (error.name !== "AbortError") show(reading, { ok: true, edtf: "" });
    }
  }

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.readUrl) return;
    const reading = readingOf(input);
    if (!reading) return;
    link(input, reading);
    const before = waiting.get(input);
    clearTimeout(before?.timer);
    before?.request.abort();
    if (!input.value.trim()) {
      show(reading, { ok: true, edtf: "" });
      return;
    }
    const request = new AbortController();
    waiting.set(input, { request, timer: setTimeout(ask, PAUSE, input, reading, request.signal) });
  });

  document.addEventListener("focusin", (event) => {
    const input = event.target;
    const reading = input instanceof HTMLInputElement && input.dataset.readUrl ? readingOf(input) : null;
    if (reading) link(input, reading);
  });
})();
