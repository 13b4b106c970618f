// A patient's day in Spanish and German, without a script, on the smallest phone; and how a language is chosen.
import assert from "node:assert/strict";
import { open, picture, sideways, smallTargets, stranger, test, violationsFromTheTop, visit } from "./browser.mjs";

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
  const page = await visit(t, await stranger(t, { viewport: SMALL }), "/signin");
  await page.getByRole("button", { name: "Deutsch" }).click();
  await page.getByRole("heading", { level: 1, name: "Anmelden" }).waitFor();
  await page.getByRole("button", { name: "Angehörige sein" }).click();
  await page.waitForURL("**/me/p-*");
  await page.goto(`${new URL(page.url()).pathname}/medicines`);
  await page.getByRole("heading", { level: 1, name: "Medikamente" }).waitFor();
  await page.getByRole("button", { name: "Español" }).click();
  await page.getByRole("heading", { level: 1, name: "Medicinas" }).waitFor();

  // Another browser, which asks for German: the account's choice comes first.
  const other = await open(t, SMALL, "carer");
  await other.setExtraHTTPHeaders({ "accept-language": "de" });
  const elsewhere = await visit(t, other, "/me");
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
