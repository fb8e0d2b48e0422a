// The focus is never lost: when what had it is swapped away, its successor takes it, else what stands around it.
let last, trail = [];

document.addEventListener("focusin", (event) => {
  last = event.target;
  trail = [];
  for (let one = last.parentElement; one; one = one.parentElement) if (one.id) trail.push(one.id);
});

const FOCUSABLE = "a[href], button:not(:disabled), input:not([type=hidden], :disabled), select, textarea, summary, [tabindex='0']";
const visible = (element) => element?.isConnected && element.checkVisibility();

/** What stands for `gone` today. */
export function successor(gone, around = []) {
  const same = gone.id && document.getElementById(gone.id);
  if (visible(same)) return same;
  const places = around.map((id) => document.getElementById(id)).filter(visible);
  for (const place of places) {
    for (const name of ["name", "href", "data-primary", "data-edit", "aria-label"]) {
      const value = gone.getAttribute(name);
      const twin = value !== null && [...place.querySelectorAll(`[${name}="${CSS.escape(value)}"]`)].find(visible);
      if (twin) return twin;
    }
  }
  const stops = places[0] ? [...document.querySelectorAll(FOCUSABLE)].filter(visible) : [];
  return stops.find((one) => places[0].contains(one)) ?? stops.findLast((one) => places[0].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);
}

function restore() {
  if (!last || last.isConnected || (document.activeElement && document.activeElement !== document.body)) return;
  const goal = successor(last, trail);
  goal?.focus({ preventScroll: true });
}
document.addEventListener("htmx:after:swap", () => requestAnimationFrame(restore));
