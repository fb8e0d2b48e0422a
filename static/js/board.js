// The board: [data-board] > [data-column="key"][data-name] > [data-cards] > [data-card][data-name] with a form[data-move]
// whose field `stage` says where to. Dragging and the keyboard (m on a card, arrows, Enter) both send that form.
import { say, speak } from "./notices.js";

const column = (element) => element.closest("[data-column]");
let grabbed = null;

function library() {
  library.loaded ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("../vendor/sortable/Sortable.min.js", import.meta.url);
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return library.loaded;
}

function send(card, goal) {
  const form = card.querySelector("form[data-move]");
  form.elements.stage.value = goal.dataset.column;
  speak(say("moved", { name: card.dataset.name, column: goal.dataset.name }));
  form.requestSubmit();
}

export async function prepare() {
  await library();
  for (const list of document.querySelectorAll("[data-board] [data-cards]:not([data-ready])")) {
    list.dataset.ready = "1";
    new Sortable(list, {
      group: "board", draggable: "[data-card]", animation: 120, delay: 180, delayOnTouchOnly: true, filter: "a, button, select, summary", preventOnFilter: false,
      onEnd: ({ item, from, to, oldIndex }) => {
        if (from === to) return;
        // A refused move (a reason is missing, a colleague was faster) puts the card back where it was.
        item.addEventListener("htmx:after:request", (event) => {
          if ((event.detail?.ctx?.response?.status ?? 500) >= 400) from.insertBefore(item, from.children[oldIndex] ?? null);
        }, { once: true });
        send(item, column(to));
      },
    });
  }
}

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.("[data-card]");
  if (!grabbed && card && event.key === "m" && event.target === card) {
    grabbed = { card, goal: column(card) };
    card.dataset.grabbed = "";
    speak(say("grabbed", { name: card.dataset.name }));
    return event.preventDefault();
  }
  if (!grabbed) return;
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) {
    const all = [...document.querySelectorAll("[data-board] [data-column]")];
    const next = all[all.indexOf(grabbed.goal) + step];
    if (next) {
      delete grabbed.goal.dataset.over;
      grabbed.goal = next;
      next.dataset.over = "";
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
      speak(next.dataset.name);
    }
    event.preventDefault();
  } else if (event.key === "Enter" || event.key === " " || event.key === "Escape") {
    const { card: moved, goal } = grabbed;
    grabbed = null;
    delete moved.dataset.grabbed;
    delete goal.dataset.over;
    event.preventDefault();
    if (event.key !== "Escape" && goal !== column(moved)) {
      goal.querySelector("[data-cards]").prepend(moved);
      moved.focus();
      send(moved, goal);
    }
  }
});

prepare();
