// What this page sends to be written: a copy of it that was fetched before may show how things were before.

/** `open`: on their way; `told`: rises when one begins and when one ends. */
export const writes = { open: 0, told: 0 };

/** `work`, a request that changes what this page shows. */
export async function written(work) {
  writes.open++;
  writes.told++;
  try {
    return await work;
  } finally {
    writes.open--;
    writes.told++;
  }
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.request.method !== "GET") written(new Promise((done) => { ctx.written = done; }));
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => ctx.written?.());
