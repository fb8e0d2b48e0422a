// a[data-bookmarklet="words"]: dragged to the bookmarks, not clicked here (our policy would refuse it): a click says so.
// form[data-write]: the link a[data-mail] takes along the subject and the text typed; [data-asked] asks, once one is
// back from writing, whether it was sent.
import { speak } from "./notices.js";

let writing;

/** Colleagues see who is being written to; one's own work does not wait for it. */
const tell = (address) => fetch(address, { method: "POST", keepalive: true, headers: { "HX-Request": "true", "HX-Request-Type": "partial" } }).catch(() => {});

document.addEventListener("click", (event) => {
  const bookmark = event.target.closest("[data-bookmarklet]");
  if (bookmark) {
    event.preventDefault();
    bookmark.querySelector("span").textContent = bookmark.dataset.bookmarklet;
    speak(bookmark.dataset.bookmarklet);
  }
  const none = event.target.closest("[data-written-no]");
  if (none) tell(`${none.closest("[data-write]").dataset.writing}/end`);
  const leaving = event.target.closest("[data-means]");
  if (leaving) {
    writing = leaving.closest("[data-write]");
    tell(writing.dataset.writing);
    for (const radio of writing.querySelectorAll(`[name=kind][value="${leaving.dataset.means}"]`)) radio.checked = true;
  }
});
function subject(form) {
  const text = form.querySelector("[name=summary]").value;
  for (const link of form.querySelectorAll("a[data-mail]")) link.href = link.dataset.mail + (text && `?subject=${encodeURIComponent(text)}`);
}
document.addEventListener("input", (event) => {
  const form = event.target.matches("[name=summary]") && event.target.closest("[data-write]");
  if (form) subject(form);
});
document.querySelectorAll("[data-write]").forEach(subject); // typed before this had come
function back() {
  const asked = document.visibilityState === "visible" && writing?.isConnected && writing.querySelector("[data-asked]");
  if (!asked) return;
  writing = undefined;
  asked.dataset.back = "";
  asked.querySelector("button").focus();
  speak(asked.querySelector("p").textContent);
}
document.addEventListener("visibilitychange", back);
window.addEventListener("focus", back);
