// The outbox: what was sent without a network waits in this browser's own database and goes later, once. The pages
// and their worker share it.
"use strict";
self.outbox = (() => {
  const LIMIT_MS = 15_000;
  const WAITING_MAX = 50;
  /** The pages that the worker keeps. */
  const PAGES = "hearthwatch-pages";

  const opened = () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open("hearthwatch", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("waiting", { autoIncrement: true });
        request.result.createObjectStore("owner");
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  /** Does something in one store; done when it is on disk. */
  const using = async (name, mode, work) => {
    const database = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(name, mode, { durability: "strict" });
        const request = work(transaction.objectStore(name));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  };

  /** All that waits of somebody, oldest first. */
  const waiting = async (who) => {
    const keys = await using("waiting", "readonly", (store) => store.getAllKeys());
    const all = [];
    for (const key of keys) {
      const one = await using("waiting", "readonly", (store) => store.get(key));
      if (one?.who === who) all.push({ ...one, place: key });
    }
    return all;
  };

  /** Keeps one thing; false if there is no room. */
  const keep = async (one) => {
    try {
      const count = await using("waiting", "readonly", (store) => store.count());
      if (count >= WAITING_MAX) return false;
      await using("waiting", "readwrite", (store) => store.add({ ...one, saved_at: Date.now() }));
      return true;
    } catch {
      return false;
    }
  };

  /** Gives the answer, or null if nobody answered. */
  const send = async ({ action, multipart, fields }) => {
    const body = multipart ? new FormData() : new URLSearchParams();
    for (const [name, value] of fields) body.append(name, value);
    try {
      return await fetch(action, { method: "POST", body, signal: AbortSignal.timeout(LIMIT_MS) });
    } catch {
      return null;
    }
  };

  /** The fields of what waited: with the token of this sign-in, and how long it waited. */
  const fresh = (one, token) =>
    one.fields.map(([name, value]) => {
      if (name === "token" && token) return [name, token];
      if (name === "waited_s") return [name, String(Math.max(0, Math.round((Date.now() - one.saved_at) / 1000)))];
      return [name, value];
    });

  /** One after the other, whoever asks: pages and the worker never send the same thing at once. */
  const alone = (work) => (navigator.locks ? navigator.locks.request("hearthwatch-outbox", work) : work());

  /** Sends what waits of somebody, and says what came of it. */
  const flush = ({ who, token }, say) =>
    alone(async () => {
      for (const one of await waiting(who)) {
        const answer = await send({ ...one, fields: fresh(one, token) });
        const isSignIn = answer?.redirected && new URL(answer.url).pathname === "/signin";
        if (!answer || answer.status >= 500 || answer.status === 401 || isSignIn) {
          say({ waiting: (await waiting(who)).length });
          return;
        }
        await using("waiting", "readwrite", (store) => store.delete(one.place));
        // What was said already is said; questions that are over were answered by nobody, or by this.
        const isThere = answer.status === 409 && !one.action.endsWith("/questions");
        say({ sent: answer.ok || isThere });
      }
    });

  /** Who is signed in here, with the token of their forms. */
  const owner = () => using("owner", "readonly", (store) => store.get("now"));

  /** Nothing of anybody else stays: not the pages, not whose they were. */
  const forget = async () => {
    await self.caches?.delete(PAGES);
    await using("owner", "readwrite", (store) => store.delete("now"));
  };

  /** Whose pages these are from now on. */
  const belongs = async (who, token) => {
    const before = await owner();
    if (before && before.who !== who) await forget();
    await using("owner", "readwrite", (store) => store.put({ who, token }, "now"));
  };

  return { PAGES, keep, send, flush, owner, forget, belongs };
})();
