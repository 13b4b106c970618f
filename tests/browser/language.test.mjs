// A patient's day in Spanish and German, without a script, on the smallest phone; how a language is chosen; and the
// pages of staff in both languages.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { eventually, getJson, picture, send, server, sideways, smallTargets, stranger, test, violationsFromTheTop, visit } from "./browser.mjs";

const SMALL = { width: 320, height: 700 };
const PAGES = ["", "/messages", "/medicines", "/appointments", "/documents", "/looks", "/questions"];
const DAYS = {
  es: { hello: /^Hola, /, signIn: "Entrar", be: "Ser paciente", toDo: "Para hacer hoy", help: "¿Le cuesta respirar o le duele el pecho?" },
  de: { hello: /^Guten Tag, /, signIn: "Anmelden", be: "Patientin sein", toDo: "Heute zu tun", help: "Atemnot oder Schmerzen in der Brust?" },
};
// Words that are the same in all three, or names: what else is English on such a page stays untranslated.
const ENGLISH = /\b(the|your|you|we|measure|today|yesterday|with|from|nobody|appointment|medicine|taken|usual for)\b/i;

/** What the demo's team wrote beside a medicine: it stays as it was written. */
const WRITTEN = "With a glass of water.";

/** What a person reads, without what people wrote themselves. */
const read = (page) =>
  page.evaluate(() => {
    const copy = document.body.cloneNode(true);
    copy.querySelectorAll("script, .text, h2[id^=about-], .value, footer button").forEach((part) => part.remove());
    return copy.innerText;
  });

for (const [language, words] of Object.entries(DAYS))
  test(`a_patient_goes_through_their_day_in_${language}_without_a_script_at_320`, async (t) => {
    const context = await stranger(t, { viewport: SMALL, javaScriptEnabled: false, locale: language });
    const page = await context.newPage();
    await page.goto("/signin");
    await page.getByRole("heading", { level: 1, name: words.signIn }).waitFor();
    await page.getByRole("button", { name: words.be }).click();
    await page.waitForURL("**/me/p-*");
    await page.getByRole("heading", { level: 1, name: words.hello }).waitFor();
    await page.getByRole("heading", { name: words.toDo }).waitFor();
    await page.getByRole("heading", { name: words.help }).waitFor();
    const address = new URL(page.url()).pathname;

    // The same pages with a script for axe, in the same session.
    const scripted = await stranger(t, { viewport: SMALL, locale: language, storageState: await context.storageState() });
    const looked = await scripted.newPage();
    for (const path of PAGES) {
      await looked.goto(address + path);
      await looked.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
      assert.equal(await looked.evaluate(() => document.documentElement.lang), language, path);
      assert.deepEqual(await violationsFromTheTop(looked), [], path);
      assert.equal(await sideways(looked), 0, path);
      assert.deepEqual(await smallTargets(looked), [], path);
      const said = (await read(looked)).replaceAll(WRITTEN, "");
      const keys = said.match(/\b(page|day|times|messages|medicines|appointments|documents|questions|looks|outbox)-[a-z-]+/g);
      assert.deepEqual(keys, null, `${path} shows names of sentences`);
      assert.doesNotMatch(said, /[{}]/, path);
      assert.deepEqual(said.split("\n").filter((line) => ENGLISH.test(line)), [], `${path} is in English`);
      await picture(looked, `language-${language}${path.replace("/", "-") || "-day"}-320`);
    }

    // A message, without a script: sent, and read back.
    await page.goto(`${address}/messages`);
    const subject = `${language} ${Date.now()}`;
    await page.locator("#subject").fill(subject);
    await page.locator("#text").fill("¿Puedo salir? Darf ich hinaus?");
    await page.locator("form:has(#subject) button").click();
    await page.getByRole("heading", { name: subject }).waitFor();
  });

test("a_language_is_chosen_on_any_page_and_stays_with_the_account", async (t) => {
  // Somebody who never chose: the demo's own people did when this ran before.
  const { rows } = await getJson("/api/worklist");
  const dilys = rows.find((row) => row.name.endsWith(", Dilys")).patient;
  const wish = { name: `Wyn Hart ${Date.now() % 1_000_000}`, roles: ["carer"], patients: [dilys] };
  const made = await send("POST", "/api/accounts", wish);
  assert.equal(made.status, 201, "a carer is let in");
  const way = new URL((await made.json()).link).pathname;
  const page = await visit(t, await stranger(t, { viewport: SMALL }), way);
  await page.getByRole("button", { name: "Deutsch" }).click();
  await page.waitForFunction(() => document.documentElement.lang === "de");
  await page.locator("main form button").first().click();
  await page.waitForURL("**/me/p-*");
  await page.goto(`${new URL(page.url()).pathname}/medicines`);
  await page.getByRole("heading", { level: 1, name: "Medikamente" }).waitFor();
  await page.getByRole("button", { name: "Español" }).click();
  await page.getByRole("heading", { level: 1, name: "Medicinas" }).waitFor();

  // Another browser, which asks for German: the account's choice comes first.
  const anew = await send("POST", `/api/accounts/${encodeURIComponent(wish.name)}/links`);
  const other = await stranger(t, { viewport: SMALL, locale: "de" });
  const elsewhere = await visit(t, other, new URL((await anew.json()).link).pathname);
  await elsewhere.locator("main form button").first().click();
  await elsewhere.waitForURL("**/me/p-*");
  assert.equal(await elsewhere.evaluate(() => document.documentElement.lang), "es");
  await elsewhere.getByRole("button", { name: "English" }).click();
  await elsewhere.waitForFunction(() => document.documentElement.lang === "en");
});

test("what_waits_on_a_phone_says_so_in_the_page_s_language", async (t) => {
  const context = await stranger(t, { viewport: SMALL, locale: "de" });
  const page = await visit(t, context, "/signin");
  await page.getByRole("button", { name: "Patientin sein" }).click();
  await page.waitForURL("**/me/p-*");
  await page.goto(`${new URL(page.url()).pathname}/messages`);
  await context.setOffline(true);
  await page.locator("#subject").fill(`Keller ${Date.now()}`);
  await page.locator("#text").fill("Kein Netz.");
  await page.locator("form:has(#subject) button").click();
  await page.getByText("Auf diesem Telefon gespeichert. Wir senden es später.").waitFor();
  await context.setOffline(false);
  await page.getByText(/^Gesendet um \d/).waitFor();
});

const DESK = { width: 1280, height: 800 };
const STAFF = {
  "/cohort": { es: "Cohorte", de: "Kohorte" },
  "/cohort/billing": { es: "Cohorte", de: "Kohorte" },
  "/cohort/changes": { es: "Cohorte", de: "Kohorte" },
  "/cohort/teams": { es: "Cohorte", de: "Kohorte" },
  "/rules": { es: "Reglas", de: "Regeln" },
  "/rules/draft": { es: "Reglas", de: "Regeln" },
  "/rules/history": { es: "Reglas", de: "Regeln" },
  "/accounts": { es: "Quién puede entrar", de: "Wer sich anmelden kann" },
  "/audit": { es: "Quién hizo qué", de: "Wer hat was getan" },
};
const ENGLISH_AT_WORK = /\b(the|your|you|with|from|of|and|not|nobody|measured|loading|under|over|at least|patients|alerts?|readings?|none|never|show|find|signed)\b/i;

/** What staff read or hear, piece by piece, without code, names, and what is marked as English. */
const heard = (page, within = "body") =>
  page.evaluate((start) => {
    const said = [];
    const stays = "script, style, textarea, code, .code, .languages, [lang=en], [translate=no]";
    for (const root of document.querySelectorAll(start)) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(stays)) said.push(walker.currentNode.data);
      for (const name of ["aria-label", "placeholder", "title", "alt"])
        for (const part of root.querySelectorAll(`[${name}]`)) if (!part.closest(stays)) said.push(part.getAttribute(name));
    }
    return said;
  }, within);

/** What these tests type as people: it stays as it was typed, in every language. */
const TYPED = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".test.mjs"))
  .flatMap((file) => [...readFileSync(`${import.meta.dirname}/${file}`, "utf8").matchAll(/(?:\.fill\(|\breason: )"([^"]* [^"]*)"/g)])
  .map(([, words]) => words);

/** A piece without what somebody typed: all of it, in brackets, or between a colon and the next point or the end. */
const withoutTyped = (piece) =>
  TYPED.reduce((rest, words) => {
    if (rest.trim() === words) return "";
    const inside = rest.replaceAll(`(${words})`, "()").replaceAll(`: ${words} ·`, ": ·");
    return inside.endsWith(`: ${words}`) ? inside.slice(0, -words.length) : inside;
  }, piece);

function speaks(all, where) {
  const said = all.map(withoutTyped);
  assert.ok(said.length > 3, `${where} says nothing`);
  assert.deepEqual(said.filter((piece) => /\b(staff|reason|event)-[a-z]+|[{}]/.test(piece)), [], `${where} shows names of sentences`);
  assert.deepEqual(said.filter((piece) => ENGLISH_AT_WORK.test(piece)), [], `${where} is in English`);
}

for (const language of ["es", "de"])
  for (const size of [DESK, SMALL])
    test(`staff_work_in_${language}_at_${size.width}`, async (t) => {
      const context = await stranger(t, { viewport: size, locale: language });
      await context.request.post("/signin/demo", { form: { role: "care_manager" }, headers: { origin: server() } });
      for (const [address, headings] of Object.entries(STAFF)) {
        const where = `${address} in ${language} at ${size.width}`;
        const page = await visit(t, context, address);
        await page.getByRole("heading", { level: 1, name: headings[language] }).waitFor();
        await page.locator("main table, main .figures, main .definitions, main .panel, main .rule-set").first().waitFor();
        await page.evaluate(() => document.querySelectorAll("main details").forEach((part) => (part.open = true)));
        assert.equal(await page.evaluate(() => document.documentElement.lang), language, where);
        speaks(await heard(page), where);
        assert.equal(await sideways(page), 0, where);
        assert.deepEqual(await violationsFromTheTop(page), [], where);
        await picture(page, `staff-${language}${address.replaceAll("/", "-")}-${size.width}`);
        await page.close();
      }
    });

test("what_somebody_typed_is_in_no_language_and_all_other_English_is_found", () => {
  const typed = ["in the bath", "Silenciada (in the bath)", "Escaladas: 1 · pasada por Ann Moss: no room here today · hoy", "pasada por Ann Moss: no room here today"];
  assert.ok(TYPED.includes("in the bath") && TYPED.includes("no room here today"));
  speaks(typed, "what was typed");
  for (const piece of ["Silenciada (in the garden)", "Silenciada in the bath", "The score (in the bath)", "pasada: no room here today by the nurse"])
    assert.throws(() => speaks([...typed, piece], piece), /is in English/, piece);
});

for (const language of ["es", "de"])
  test(`reasons_and_timelines_are_told_in_${language}_and_times_are_the_patient_s`, async (t) => {
    const alarmed = await eventually("an alert", async () => (await getJson("/api/worklist")).rows.find((row) => row.alerts.length > 0));
    const context = await stranger(t, { viewport: SMALL, locale: language, timezoneId: "Asia/Tokyo" });
    await context.request.post("/signin/demo", { form: { role: "clinician" }, headers: { origin: server() } });
    const page = await visit(t, context, `/patients/${alarmed.patient}?tab=timeline`);
    await page.locator(".timeline li").first().waitFor();
    const where = `${alarmed.patient} in ${language}`;
    speaks(await heard(page, ".timeline, article.alert"), where);
    assert.equal(await sideways(page), 0, where);
    assert.deepEqual(await violationsFromTheTop(page), [], where);
    await picture(page, `staff-${language}-patient-320`);
    const zone = new RegExp(alarmed.zone.split("/").at(-1).replaceAll("_", " "));
    await page.getByText(zone).first().waitFor();
    const { timeline } = await getJson(`/api/patients/${alarmed.patient}`);
    const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: alarmed.zone });
    const newest = timeline.toSorted((a, b) => b.at - a.at).at(-1);
    assert.match(await page.locator(".timeline li time").last().innerText(), new RegExp(`${clock.format(newest.at)}$`));
    const list = await visit(t, context, "/work");
    await list.locator("tr[data-patient]").first().waitFor();
    speaks(await heard(list, "tr[data-patient]"), `the work list in ${language}`);
  });
