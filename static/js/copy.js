// data-copy="text" copies the text; data-copy="id" of a field copies what stands in it. The button says so: with
// data-copied="words" in its own words, else by its title, read out.
import { speak } from "./notices.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  const text = field?.value ?? field?.textContent ?? button.dataset.copy;
  field?.select?.();
  // Without https (and off this machine) browsers hide the clipboard; the old way works on what is selected.
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else document.execCommand("copy");
  const words = button.querySelector("span");
  if (button.dataset.copied && words) words.textContent = button.dataset.copied;
  speak(button.dataset.copied || button.title || button.textContent);
});
