// form[data-tick]: its step looks done (or open again) at once; the answer replaces it, a refusal takes it back.
const flip = (event) => {
  const step = event.target.matches?.("form[data-tick]") && event.target.closest(".step");
  if (!step) return;
  step.classList.toggle("step-done");
};
for (const kind of ["htmx:before:request", "htmx:response:error", "htmx:error"]) document.addEventListener(kind, flip);
