// What a patient's pages do in a browser that runs scripts: they keep what is sent without a network, and their worker
// keeps the pages themselves. All works without this script; a form's key makes the server count it once.
"use strict";
(() => {
  const EVERY_MS = 20_000;
  const ANSWERS = "hearthwatch-answers";
  const ANSWERS_AGE_MAX_MS = 3_600_000;
  /** The way to passkeys, in a browser that has them for this address: see keys.js. */
  const withScript = () => {
    if (globalThis.PublicKeyCredential && !/^[\d.]+$|^\[/.test(location.hostname))
      for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;
  };
  withScript();
  const place = document.getElementById("outbox");
  if (!place) {
    // The way in: nobody is signed in here.
    outbox.forget().catch(() => {});
    return;
  }
  const who = place.dataset.who;
  const isKept = !document.getElementById("kept").hidden;
  // The page brings the words, in its language.
  const language = document.documentElement.lang;
  const words = place.dataset;
  const waiting = (count) => {
    const form = new Intl.PluralRules(language).select(count) === "one" ? words.waitingOne : words.waitingOther;
    return form.replace("{count}", count);
  };

  const say = (text) => {
    // What the server showed last has a place of its own. The same is not said again: it would be read out again.
    const place = document.getElementById("outbox");
    if (place.textContent === text) return;
    place.textContent = text;
    place.hidden = false;
  };
  const clock = () => new Date().toLocaleTimeString(language === "en" ? [] : language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  /** What was refused stays said while this page is open. */
  const refused = new Set();
  const plain = (text) => new DOMParser().parseFromString(text, "text/html").body.textContent;
  const tell = (came) => {
    for (const why of came.refused) refused.add(`${words.refused.replace("{clock}", clock())} ${plain(why) || words.do}`);
    const more = came.again ? words.again : came.waiting ? waiting(came.waiting) : came.sent ? words.sent.replace("{clock}", clock()) : "";
    say([...refused, more].filter(Boolean).join(" "));
  };

  // A kept page can be opened twice, and a form be sent twice from it: each sending is one thing of its own.
  const withKeys = () => {
    for (const field of document.querySelectorAll("form[data-outbox] input[name=key]"))
      field.dataset.start = field.value;
  };
  withKeys();
  const anew = (form) => {
    const field = form.elements.namedItem("key");
    if (field) field.value = `${field.dataset.start.slice(0, 40)}-${Math.random().toString(36).slice(2, 10)}`;
  };

  /** Shows what the server answered in the place of this page, which is not asked for again. */
  const show = async (answer) => {
    if (!answer.headers.get("content-type")?.startsWith("text/html")) {
      say((await answer.json().catch(() => ({}))).detail ?? words.do);
      return;
    }
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.title = next.title;
    document.getElementById("page").replaceWith(next.getElementById("page"));
    withKeys();
    withScript();
    const page = document.getElementById("page");
    page.tabIndex = -1;
    page.focus();
    page.querySelector(".error")?.scrollIntoView({ block: "center" });
  };

  /** What a form sends, but for its files. */
  const sending = (form, button) => {
    const fields = [...new FormData(form, button)].filter(([, value]) => typeof value === "string");
    return { who, action: form.getAttribute("action"), multipart: form.enctype === "multipart/form-data", fields };
  };

  const sent = async (form, one) => {
    const buttons = form.querySelectorAll("button");
    buttons.forEach((button) => (button.disabled = true));
    const answer = await outbox.send(one);
    buttons.forEach((button) => (button.disabled = false));
    return answer;
  };

  /** Goes on to the next question, or back. */
  const step = async (form, button) => {
    const one = sending(form, button);
    const answer = await sent(form, one);
    if (answer?.redirected) {
      location.assign(answer.url);
      return;
    }
    if (answer && answer.status < 500) {
      await show(answer);
      return;
    }
    // It can't be asked for: the worker may have kept a page with all of them, which takes what was answered so far.
    const whole = await self.caches?.open(outbox.PAGES).then((cache) => cache.match(`${one.action}?whole=true`));
    if (answer || !whole) {
      say(words.away);
      return;
    }
    const given = one.fields.filter(([name]) => name.startsWith("q-"));
    const { value } = form.elements.namedItem("questionnaire");
    sessionStorage.setItem(ANSWERS, JSON.stringify({ who, questionnaire: value, at: Date.now(), given }));
    location.assign(one.action);
  };

  /** Fills what was answered so far into the kept page with all questions. */
  const fill = () => {
    const form = document.querySelector("input[name=questionnaire]")?.form;
    if (!form) return;
    if (!isKept) sessionStorage.removeItem(ANSWERS);
    const left = JSON.parse(sessionStorage.getItem(ANSWERS));
    const isIt = left?.who === who && left.questionnaire === form.elements.namedItem("questionnaire").value;
    if (!isIt || Date.now() - left.at > ANSWERS_AGE_MAX_MS) return;
    for (const [name, value] of left.given)
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`))
        if (field.type === "radio") field.checked = field.value === value;
        else field.value = value;
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("form[data-steps]") || event.submitter?.matches("[data-direct]")) {
      event.preventDefault();
      await step(form, event.submitter);
      return;
    }
    if (!form.matches("form[data-outbox]")) return;
    const files = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length > 0);
    // A file is too much to keep here: the browser sends it itself.
    if (files) return;
    event.preventDefault();
    anew(form);
    const one = sending(form, event.submitter);
    const answer = await sent(form, one);
    if (answer?.ok) {
      sessionStorage.removeItem(ANSWERS);
      location.assign(answer.url);
      return;
    }
    if (answer && answer.status < 500) {
      // The server's own page says what is wrong.
      await show(answer);
      return;
    }
    if (!(await outbox.keep(one))) {
      say(words.full);
      return;
    }
    sessionStorage.removeItem(ANSWERS);
    form.reset();
    say(words.saved);
    // Where browsers can: the worker sends it when there is a network, even if this page is closed.
    const ready = await navigator.serviceWorker?.getRegistration();
    ready?.sync?.register("outbox").catch(() => {});
  });

  const flush = () => outbox.flush(who, tell).catch(() => {});
  addEventListener("online", flush);
  setInterval(flush, EVERY_MS);

  // Signing out leaves nothing of these pages in the browser, also if the way in is never shown.
  document.querySelector("form[action='/signout']")?.addEventListener("submit", () => {
    sessionStorage.removeItem(ANSWERS);
    void outbox.forget().catch(() => {});
  });

  const work = async () => {
    await outbox.belongs(who, document.querySelector("input[name=token]")?.value, isKept);
    await outbox.move(who).catch(() => {});
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
  fill();
  work().catch(() => {});
})();
