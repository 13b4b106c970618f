// "Was this you?" for staff: readings of nobody yet, settled with one press, on the operator's page and the patient's.
import assert from "node:assert/strict";
import { eventually, getJson, open, test, violationsFromTheTop, visit, waitForRows } from "./browser.mjs";

/** A reading that waits, once the server has one: the demo's couple leaves one in five open. */
function waiting() {
  return eventually("a reading of nobody yet", async () => {
    const { items } = await getJson("/api/unclaimed");
    // What the couple answers themselves is gone in a moment.
    return items.find((item) => staysOpen(item.reading) && item.candidates.every((one) => !one.denied));
  });
}

/** As the demo's couple has it (api/src/demo/claims.rs). */
const staysOpen = (reading) => reading.split("-").reduce((sum, part) => sum + Number(part), 0) % 5 === 0;
const isOpen = async (reading) => (await getJson("/api/unclaimed")).items.some((item) => item.reading === reading);
const counts = async (patient, reading) =>
  (await getJson(`/api/patients/${patient}`)).readings.some((one) => one.device === reading.device && one.taken_at === reading.taken_at);

/** The oldest few stand there; the others are a press away. */
async function showAll(page) {
  await page.locator("[data-held]").first().waitFor();
  const more = page.getByRole("button", { name: /^Show \d+ more$/ });
  if ((await more.count()) > 0) await more.click();
}

test("one_press_says_whose_a_reading_is_and_it_counts_from_then_on", async (t) => {
  const reading = await waiting();
  const page = await visit(t, await open(t), "/ops");
  await showAll(page);
  const row = page.locator(`[data-held="${reading.reading}"]`);
  await row.waitFor();
  assert.deepEqual(await violationsFromTheTop(page), []);
  const { patient } = reading.candidates[0];
  await row.getByRole("button", { name: /^It was/ }).first().click();
  await row.waitFor({ state: "detached" });
  assert.equal(await isOpen(reading.reading), false);
  await eventually("the reading among theirs", () => counts(patient, reading));
});

test("none_of_them_leaves_a_reading_apart_and_asks_nobody_again", async (t) => {
  const reading = await waiting();
  const page = await visit(t, await open(t), "/ops");
  await showAll(page);
  const row = page.locator(`[data-held="${reading.reading}"]`);
  await row.getByRole("button", { name: /^None of them/ }).click();
  await row.getByText("nobody here any more").waitFor();
  for (const { patient } of reading.candidates) {
    const { unclaimed } = await getJson(`/api/patients/${patient}/care`);
    assert.ok(unclaimed.every((question) => question.reading !== reading.reading), patient);
  }
});

test("the_patients_page_asks_about_each_and_the_worklist_tells_how_many", async (t) => {
  const reading = await waiting();
  const context = await open(t);
  const list = await visit(t, context, "/work");
  await waitForRows(list);
  await list.getByRole("link", { name: /of nobody yet/ }).waitFor();
  const { patient } = reading.candidates[0];
  const page = await visit(t, context, `/patients/${patient}`);
  const card = page.locator(`[data-question="${reading.reading}"]`);
  await card.getByRole("button", { name: /^No, not theirs/ }).click();
  await card.waitFor({ state: "detached" });
  const { items } = await getJson("/api/unclaimed");
  const item = items.find((one) => one.reading === reading.reading);
  assert.ok(item?.candidates.find((one) => one.patient === patient)?.denied);
});
