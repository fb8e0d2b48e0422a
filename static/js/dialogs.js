// data-dialog: a link whose page opens in the layout's dialog. data-dialog-open="id": opens a <dialog> of this page.
// data-close: closes the one around it. data-menu: a <details> that behaves like a menu.
import { successor } from "./focus.js";
import { say } from "./notices.js";

const host = document.getElementById("dialog");
const body = document.getElementById("dialog-body");
const openers = new WeakMap();

function open(dialog, opener) {
  openers.set(dialog, opener ?? document.activeElement);
  if (!dialog.open) dialog.showModal();
  // Behind a modal dialog everything is inert; notices belong in front.
  const toaster = document.getElementById("toaster");
  if (toaster) dialog.append(toaster);
}

document.addEventListener("close", ({ target }) => {
  if (!target.matches("dialog:not([open])")) return;
  const toaster = target.querySelector("#toaster");
  if (toaster) document.body.append(toaster);
  if (target === host) body.replaceChildren();
  const opener = openers.get(target);
  (opener?.isConnected ? opener : opener && successor(opener, ["main"]))?.focus?.();
}, true);

/** Shows the page at `href` in the dialog: the server answers a partial request with the content alone. */
export async function openPage(href, opener) {
  if (!host || (!navigator.onLine && navigator.serviceWorker?.controller)) return location.assign(href);
  body.setAttribute("aria-busy", "true");
  body.textContent = say("loading");
  open(host, opener);
  await htmx.ajax("GET", href, { target: "#dialog-body", swap: "innerHTML" });
  body.removeAttribute("aria-busy");
  if (!body.childElementCount) host.close();
}

// Forms of a page in the dialog answer in the dialog: a refused one comes back there, a good one leads on.
function adopt() {
  for (const form of body.querySelectorAll("form[method=post]:not([hx-post], [data-plain])")) {
    form.setAttribute("hx-post", form.getAttribute("action"));
    form.setAttribute("hx-target", "#dialog-body");
    form.setAttribute("hx-swap", "innerHTML");
    if (form.enctype === "multipart/form-data") form.setAttribute("hx-encoding", form.enctype);
    htmx.process(form);
  }
  const title = body.querySelector("h1, h2");
  if (title) host.setAttribute("aria-label", title.textContent.trim());
  const first = body.querySelector("[data-focus], [autofocus]") ?? body.querySelector("input:not([type=hidden]), select, textarea, a, button");
  first?.focus();
}
document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target ?? event.target;
  if (host?.open && target === body) adopt();
});

document.addEventListener("click", (event) => {
  const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.button);
  const link = event.target.closest("a[data-dialog]");
  if (link && plain) {
    event.preventDefault();
    closeMenus();
    return openPage(link.href, link.closest("[data-menu]")?.querySelector("summary") ?? link);
  }
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    closeMenus();
    return open(document.getElementById(opener.dataset.dialogOpen), opener.closest("[data-menu]")?.querySelector("summary") ?? opener);
  }
  const around = event.target.closest("[data-close]")?.closest("dialog");
  if (around) {
    event.preventDefault();
    return around.close();
  }
  closeMenus(event.target.closest("[data-menu]"));
});

// Menus
function closeMenus(except) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) if (menu !== except) menu.open = false;
}
document.addEventListener("focusin", (event) => closeMenus(event.target.closest("[data-menu]")));
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[data-menu]");
  if (!menu) return;
  const items = [...menu.querySelectorAll(".menu-item")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    menu.open = true;
    items.at((items.indexOf(document.activeElement) + step + items.length + (step < 0 && !items.includes(document.activeElement))) % items.length)?.focus();
  } else if (event.key === "Escape" && menu.open) {
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
