// The outbox: what was sent without a network waits in this browser's own database and goes later, once. The pages
// and their worker share it.
"use strict";
self.outbox = (() => {
  const LIMIT_MS = 15_000;
  const WAITING_MAX = 50;
  /** The pages that the worker keeps. */
  const PAGES = "hearthwatch-pages";
  /** Where things waited before there was a database. */
  const BEFORE = "hearthwatch-outbox";

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

  /** Where "it is there already" means that it was said: "was this you?", and a dose. */
  const SAID = /\/(claims|medicines)$/;

  /** What the server's page says is wrong, as it stands there. */
  const why = async (answer) =>
    /<p class="error" role="alert">([^<]*)/.exec(await answer.text().catch(() => ""))?.[1] ?? "";

  /** Sends what waits of somebody, says what came of it, and gives how much still waits. */
  const flush = (who, say) =>
    alone(async () => {
      // Since a page was opened somebody else may have signed in, or the same person anew: the newest token counts.
      const now = await owner();
      const all = now?.who === who ? await waiting(who) : [];
      if (all.length === 0) return 0;
      const came = { sent: 0, refused: [], again: false };
      for (const { place, ...one } of all) {
        if (one.old && one.old === now.token) {
          came.again = true;
          continue;
        }
        const answer = await send({ ...one, fields: fresh(one, now.token) });
        const isSignedOut = answer?.status === 401 || (answer?.redirected && new URL(answer.url).pathname === "/signin");
        came.again ||= isSignedOut;
        if (!answer || isSignedOut) break;
        // What the server can't take now waits, and not what comes after it.
        if (answer.status >= 500) continue;
        if (answer.status === 403) {
          // Another session than the token's: a page that is opened brings a new one.
          came.again = true;
          await using("waiting", "readwrite", (store) => store.put({ ...one, old: now.token }, place));
          continue;
        }
        await using("waiting", "readwrite", (store) => store.delete(place));
        if (answer.ok || (answer.status === 409 && SAID.test(one.action))) came.sent += 1;
        else came.refused.push(await why(answer));
      }
      const waits = (await waiting(who)).length;
      say({ ...came, waiting: waits });
      return waits;
    });

  /** What these pages left to be sent when they kept it elsewhere; another person's stays there until they come. */
  const move = (who) =>
    alone(async () => {
      const left = [];
      for (const one of JSON.parse(localStorage.getItem(BEFORE) ?? "[]"))
        if (one.who !== who || !(await keep(one))) left.push(one);
      if (left.length > 0) localStorage.setItem(BEFORE, JSON.stringify(left));
      else localStorage.removeItem(BEFORE);
    });

  /** Who is signed in here, with the token of their forms. */
  const owner = () => using("owner", "readonly", (store) => store.get("now"));

  /** Nothing of anybody else stays: not the pages, not whose they were. */
  const forget = async () => {
    await self.caches?.delete(PAGES);
    await using("owner", "readwrite", (store) => store.delete("now"));
  };

  /** Whose pages these are from now on. A page that was kept may have an older token. */
  const belongs = async (who, token, isKept) => {
    const before = await owner();
    if (isKept && before?.who === who) return;
    if (before && before.who !== who) await forget();
    await using("owner", "readwrite", (store) => store.put({ who, token }, "now"));
  };

  return { PAGES, keep, send, flush, move, owner, forget, belongs };
})();
