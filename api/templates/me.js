// The outbox of the patient's pages: what is sent without a network waits on this phone and goes later, once.
// The pages work without this script; every form carries a key under which the server counts it once.
"use strict";
(() => {
  const STORE = "hearthwatch-outbox";
  const WAITING_MAX = 50;
  const LIMIT_MS = 15_000;
  const EVERY_MS = 20_000;
  // The way to passkeys, in a browser that has them for this address: see keys.js.
  if (globalThis.PublicKeyCredential && !/^[\d.]+$|^\[/.test(location.hostname))
    for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;
  const place = document.getElementById("outbox");
  if (!place) return;
  const who = place.dataset.who;
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
  const clock = () => new Date().toLocaleTimeString(language === "en" ? [] : language, { hour: "2-digit", minute: "2-digit" });
  const load = () => {
    try {
      return JSON.parse(localStorage.getItem(STORE) ?? "[]");
    } catch {
      return [];
    }
  };
  const keep = (all) => {
    try {
      localStorage.setItem(STORE, JSON.stringify(all));
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

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-outbox]") || event.submitter?.matches("[data-direct]")) return;
    const files = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length > 0);
    // A file is too much to keep here: the browser sends it itself.
    if (files) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    const fields = [...data].filter(([, value]) => typeof value === "string");
    const one = { who, action: form.getAttribute("action"), multipart: form.enctype === "multipart/form-data", fields };
    const buttons = form.querySelectorAll("button");
    buttons.forEach((button) => (button.disabled = true));
    const answer = await send(one);
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
    const all = load();
    if (all.length >= WAITING_MAX || !keep([...all, one])) {
      say(words.full);
      return;
    }
    form.reset();
    say(words.saved);
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

  let busy = false;
  const flush = async () => {
    if (busy || !load().some((one) => one.who === who)) return;
    busy = true;
    for (;;) {
      const one = load().find((waiting) => waiting.who === who);
      if (!one) break;
      // The form may be older than this sign-in.
      const token = document.querySelector("input[name=token]")?.value;
      one.fields = one.fields.map(([name, value]) => [name, name === "token" && token ? token : value]);
      const answer = await send(one);
      const isSignIn = answer?.redirected && new URL(answer.url).pathname === "/signin";
      if (!answer || answer.status >= 500 || answer.status === 401 || isSignIn) {
        say(waiting(load().filter((waiting) => waiting.who === who).length));
        break;
      }
      // Another tab may have added some meanwhile: this one alone goes.
      const rest = load();
      const at = rest.findIndex((waiting) => waiting.who === who);
      rest.splice(at, 1);
      keep(rest);
      say((answer.ok || answer.status === 409 ? words.sent : words.refused).replace("{clock}", clock()));
    }
    busy = false;
  };
  addEventListener("online", flush);
  setInterval(flush, EVERY_MS);
  void flush();
})();
