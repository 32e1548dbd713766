/* Asks how far an import is, once a second, and goes on when it is through. Without it the page reloads itself. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("import-progress");
  if (!box) return;
  const bar = box.querySelector("progress");
  const percent = box.querySelector("[data-percent]");
  const step = box.querySelector("[data-step]");
  const lacksWorker = box.querySelector("[data-lacks-worker]");
  let pause = 1000;

  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.state, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const state = await answer.json();
      if (!state.busy) {
        window.location.replace(state.next);
        return;
      }
      bar.value = state.percent;
      percent.textContent = state.percent;
      if (step.textContent !== state.step) step.textContent = state.step;
      lacksWorker.hidden = !state.lacks_worker;
      pause = 1000;
    } catch {
      // The server may be starting again: ask less and less often.
      pause = Math.min(pause * 2, 30000);
    }
    window.setTimeout(ask, pause);
  };
  window.setTimeout(ask, pause);
});
