// The table in the dialog of shortcuts ([data-shortcuts] with [data-shortcut="g b"][data-does="go"]) is what binds them.
// log: [data-composer] on the page, else [data-log-contact]; edit: [data-edit]; go: the link with data-go="letter";
// palette: [data-palette]. Lists: next and previous over [data-row] or table rows, select. Never while typing; single
// keys not at all where the table says data-off. Keys of one page: [data-key], see board.js.
const typing = (element) => element.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-row], .list tbody tr")].filter((row) => row.checkVisibility());
const here = () => document.activeElement?.closest?.("[data-row], .list tbody tr");
let going = 0;

function move(step) {
  const all = rows();
  const next = all[here() ? all.indexOf(here()) + step : step > 0 ? 0 : all.length - 1];
  const goal = next?.querySelector("[data-primary]") ?? next?.querySelector("a, button, input") ?? next;
  goal?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

const table = document.querySelector("[data-shortcuts]");
const bound = new Map([...(table?.querySelectorAll("[data-shortcut]") ?? [])].map((row) => [row.dataset.shortcut, row.dataset.does]));
export const singleKeys = !table?.hasAttribute("data-off");
/** What a single key does; nothing where single keys are turned off. */
export const does = (key) => (singleKeys ? bound.get(key) : undefined);

const actions = {
  log() {
    const composer = document.querySelector("[data-composer]");
    const goal = composer?.querySelector("textarea, input:not([type=hidden], [type=radio], [type=checkbox])");
    if (goal) { goal.scrollIntoView({ block: "center" }); goal.focus(); } else document.querySelector("[data-log-contact]")?.click();
  },
  search() { document.querySelector("[data-search-input]")?.select(); },
  help() { document.querySelector('[data-dialog-open="shortcuts"]')?.click(); },
  edit() { (here()?.querySelector("[data-edit], [data-cell]") ?? document.querySelector("main [data-edit]"))?.click(); },
  next() { move(1); },
  previous() { move(-1); },
  select() { here()?.querySelector("[data-select]")?.click(); },
  palette() { document.querySelector("[data-palette]")?.click(); },
  go(letter) { document.querySelector(`[data-go="${CSS.escape(letter)}"]`)?.click(); },
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (event.ctrlKey || event.metaKey || event.altKey) {
    const action = control && bound.get(`Ctrl ${event.key.toLowerCase()}`);
    if (!action) return;
    event.preventDefault();
    return actions[action]();
  }
  if (!singleKeys || typing(event.target)) return;
  if (Date.now() - going < 1500 && bound.has(`g ${event.key}`)) {
    going = 0;
    event.preventDefault();
    return actions.go(event.key);
  }
  going = event.key === "g" ? Date.now() : 0;
  const action = actions[does(event.key)];
  if (action) { event.preventDefault(); action(); }
});

// A search box ([data-search] around the input and what it found): arrows walk through the results, Enter takes the first.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-search]");
  if (!form) return;
  const input = form.querySelector("[data-search-input]");
  const found = [...form.querySelectorAll("[data-search-found] a")];
  const stops = [input, ...found];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && stops.length > 1) {
    event.preventDefault();
    stops.at((stops.indexOf(document.activeElement) + step) % stops.length).focus();
  } else if (event.key === "Enter" && event.target === input && form.hasAttribute("data-take-first") && found.length) {
    event.preventDefault();
    found[0].click();
  } else if (event.key === "Escape" && !form.closest("dialog")) {
    input.value = "";
    form.querySelector("[data-search-found]").replaceChildren();
    document.activeElement.blur();
  }
});
