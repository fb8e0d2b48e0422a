// [data-work-words]: how far a piece of work has come. It is drawn anew every second, and read out at most every ten.
import { speak } from "./notices.js";

const EVERY = 10_000;
let last = 0;

export function tell() {
  const words = document.querySelector("[data-work-words]");
  if (!words || Date.now() - last < EVERY) return;
  last = Date.now();
  speak(words.textContent);
}
document.addEventListener("htmx:after:swap", tell);
tell();
