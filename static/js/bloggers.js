// data-copy="text": a button that copies it. form[data-skip-empty]: a GET form whose empty fields stay out of the address.
import { speak } from "./notices.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.dataset.copied = "1";
  speak(button.title);
  setTimeout(() => delete button.dataset.copied, 1200);
});
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("[data-skip-empty]")) return;
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});
