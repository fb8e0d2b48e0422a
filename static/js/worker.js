// The service worker: VERSION, OFFLINE and SHELL stand before this text (app/screens/web/offline.py). It keeps the page
// that is shown without a connection and the files it needs; never a page with people's data.
const PLACE = `tact-${VERSION}-${OFFLINE}`;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(PLACE).then((cache) => cache.addAll([OFFLINE, ...SHELL])));
});
addEventListener("activate", (event) => {
  const old = async () => Promise.all((await caches.keys()).filter((name) => name !== PLACE).map((name) => caches.delete(name)));
  event.waitUntil(Promise.all([old(), registration.navigationPreload?.enable(), clients.claim()]));
});

const kept = async (address) => (await caches.open(PLACE)).match(address);
const fetched = async (event) => (await event.preloadResponse) ?? fetch(event.request);

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.headers.get("content-type")?.startsWith("multipart/")) return;
  if (request.mode === "navigate") event.respondWith(fetched(event).catch(() => kept(OFFLINE)));
  else if (SHELL.includes(pathname)) event.respondWith(kept(pathname).then((found) => found ?? fetch(request)));
});
