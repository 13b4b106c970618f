// What a patient's pages do in a browser that runs scripts: they keep what is sent without a network, and their worker
// keeps the pages themselves. All works without this script; a form's key makes the server count it once.
"use strict";
(() => {
  const EVERY_MS = 20_000;
  // The way to passkeys, in a browser that has them for this address: see keys.js.
  if (globalThis.PublicKeyCredential && !/^[\d.]+$|^\[/.test(location.hostname))
    for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;
  const place = document.getElementById("outbox");
  if (!place) {
    // The way in: nobody is signed in here.
    outbox.forget().catch(() => {});
    return;
  }
  const who = place.dataset.who;
  const token = () => document.querySelector("input[name=token]")?.value;
  // The page brings the words, in its language.
  const language = document.documentElement.lang;
  const words = place.dataset;
  const waiting = (count) => {
    const form = new Intl.PluralRules(language).select(count) === "one" ? words.waitingOne : words.waitingOther;
    return form.replace("{count}", count);
  };

  const say = (words) => {
    place.textContent = words;
    place.hidden = false;
  };
  const clock = () => new Date().toLocaleTimeString(language === "en" ? [] : language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const tell = (came) => {
    if (came.waiting !== undefined) say(waiting(came.waiting));
    else say((came.sent ? words.sent : words.refused).replace("{clock}", clock()));
  };

  // A kept page can be opened twice, and a form be sent twice from it: each sending is one thing of its own.
  for (const field of document.querySelectorAll("form[data-outbox] input[name=key]"))
    field.dataset.start = field.value;
  const anew = (form) => {
    const field = form.elements.namedItem("key");
    if (field) field.value = `${field.dataset.start.slice(0, 40)}-${Math.random().toString(36).slice(2, 10)}`;
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("form[data-steps]") && !navigator.onLine) {
      // The next question can't be asked for: the worker has kept a page with all of them.
      event.preventDefault();
      location.assign(form.getAttribute("action"));
      return;
    }
    if (!form.matches("form[data-outbox]") || event.submitter?.matches("[data-direct]")) return;
    const files = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length > 0);
    // A file is too much to keep here: the browser sends it itself.
    if (files) return;
    event.preventDefault();
    anew(form);
    const data = new FormData(form, event.submitter);
    const fields = [...data].filter(([, value]) => typeof value === "string");
    const one = { who, action: form.getAttribute("action"), multipart: form.enctype === "multipart/form-data", fields };
    const buttons = form.querySelectorAll("button");
    buttons.forEach((button) => (button.disabled = true));
    const answer = await outbox.send(one);
    buttons.forEach((button) => (button.disabled = false));
    if (answer?.ok) {
      location.assign(answer.url);
      return;
    }
    if (answer && answer.status < 500) {
      // The server's own page says what is wrong. Under the same key nothing counts twice.
      event.submitter ? again(form, event.submitter) : form.submit();
      return;
    }
    if (!(await outbox.keep(one))) {
      say(words.full);
      return;
    }
    form.reset();
    say(words.saved);
    // Where browsers can: the worker sends it when there is a network, even if this page is closed.
    const ready = await navigator.serviceWorker?.getRegistration();
    ready?.sync?.register("outbox").catch(() => {});
  });

  /** Sends a form as the browser would, with what the pressed button says. */
  const again = (form, button) => {
    if (button.name) {
      const field = document.createElement("input");
      [field.type, field.name, field.value] = ["hidden", button.name, button.value];
      form.append(field);
    }
    form.submit();
  };

  const flush = () => outbox.flush({ who, token: token() }, tell).catch(() => {});
  addEventListener("online", flush);
  setInterval(flush, EVERY_MS);

  // Signing out leaves nothing of these pages in the browser, also if the way in is never shown.
  document.querySelector("form[action='/signout']")?.addEventListener("submit", () => void outbox.forget().catch(() => {}));

  const work = async () => {
    await outbox.belongs(who, token());
    void flush();
    const worker = navigator.serviceWorker;
    if (!worker) return;
    worker.addEventListener("message", ({ data }) => data.who === who && tell(data));
    await worker.register("/worker.js", { scope: "/me" });
    const { active } = await worker.ready;
    // Today's pages, for a time without a network.
    const day = document.querySelector("[data-keep]");
    if (day) active?.postMessage({ keep: [location.pathname, ...day.dataset.keep.split(" ").filter(Boolean)] });
  };
  work().catch(() => {});
})();
