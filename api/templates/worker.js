// The worker of a patient's pages: without a network it shows the last day, and what waits goes when there is one.
// It keeps a few pages of whoever is signed in, and nothing else: never a page of staff, a message or a document.
"use strict";
importScripts("/outbox.js");
const { PAGES } = self.outbox;
const FILES = "hearthwatch-files";
const NAMES = ["/pages.css", "/me.js", "/outbox.js", "/favicon.svg"];
const KEPT = /^\/me\/[^/]+(\/(questions|medicines|appointments|how\/[a-z]+))?$/;
/** A day that is older helps nobody. */
const AGE_MAX_MS = 3 * 24 * 3_600_000;
/** A link that is so slow counts as none. */
const PATIENCE_MS = 10_000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(NAMES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/** Keeps a page of whoever is signed in, if it is one. */
const keep = async (address, answer) => {
  const isPage = answer.ok && answer.headers.get("content-type")?.startsWith("text/html");
  if (!isPage) return;
  const text = await answer.clone().text();
  const who = / data-who="([^"]*)"/.exec(text)?.[1];
  if (who === undefined) return;
  // Another person's pages go before one of this person is kept. Names come as they stand in the page's text.
  const before = await (await caches.open(PAGES)).match("/me");
  if (before && (await before.text()) !== who) await caches.delete(PAGES);
  const cache = await caches.open(PAGES);
  await cache.put("/me", new Response(who));
  await cache.put(address, answer);
};

/** The last page of this address, which says that it is not of now. */
const kept = async (path) => {
  const cache = await caches.open(PAGES);
  const keys = (await cache.keys()).map((request) => new URL(request.url));
  const day = keys.find(({ pathname }) => /^\/me\/[^/]+$/.test(pathname))?.pathname;
  if (path === "/me") return day ? Response.redirect(day) : undefined;
  // Questions are all on one page then: the next one can't be asked for.
  const found = await cache.match(path.endsWith("/questions") ? `${path}?whole=true` : path);
  const age = Date.now() - Date.parse(found?.headers.get("date"));
  if (!found || !(age < AGE_MAX_MS)) return undefined;
  const text = (await found.text()).replace('<p id="kept" hidden', '<p id="kept"');
  return new Response(text, { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } });
};

/** The answer, if one comes in time. A proxy that says that the server is away counts as none. */
const inTime = async (asked) => {
  const slow = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const answer = await Promise.race([asked, slow]).catch(() => undefined);
  return answer && answer.status < 502 ? answer : undefined;
};

const navigate = async (request, { pathname, search }) => {
  const asked = fetch(request);
  const answer = await inTime(asked);
  if (answer) {
    if (search === "" && pathname !== "/me") await keep(pathname, answer.clone()).catch(() => {});
    return answer;
  }
  return (await kept(pathname)) ?? asked;
};

const file = async (request) => {
  const asked = fetch(request);
  const answer = await inTime(asked);
  const cache = await caches.open(FILES);
  if (!answer) return (await cache.match(request)) ?? asked;
  if (answer.ok) await cache.put(request, answer.clone()).catch(() => {});
  return answer;
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  const { origin, pathname } = address;
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && (pathname === "/me" || KEPT.test(pathname)))
    event.respondWith(navigate(request, address));
  else if (NAMES.includes(pathname)) event.respondWith(file(request));
});

/** Keeps these pages and no others. */
const only = async (paths) => {
  const cache = await caches.open(PAGES);
  for (const request of await cache.keys()) {
    const { pathname, search } = new URL(request.url);
    if (pathname !== "/me" && !paths.includes(pathname + search)) await cache.delete(request);
  }
  for (const path of paths) {
    if (!KEPT.test(path.split("?")[0])) continue;
    const answer = await fetch(path, { headers: { accept: "text/html" } }).catch(() => undefined);
    if (answer && !answer.redirected) await keep(path, answer);
  }
};

self.addEventListener("message", (event) => {
  if (event.data.keep) event.waitUntil(only(event.data.keep).catch(() => {}));
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "outbox") return;
  event.waitUntil(
    (async () => {
      const owner = await self.outbox.owner();
      if (!owner) return;
      const pages = await self.clients.matchAll();
      const say = (came) => pages.forEach((page) => page.postMessage({ who: owner.who, ...came }));
      // The browser tries again what fails.
      if ((await self.outbox.flush(owner.who, say)) > 0) throw new Error("something still waits");
    })(),
  );
});
