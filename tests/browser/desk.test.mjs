// What a desk does all day beside acknowledging: silence, hand over, close; from one patient to the next; the sound;
// a screen on the wall; and counts that open their lists.
import assert from "node:assert/strict";
import { BEN, cutCells, eventually, focusRow, getJson, open, picture, rows, send, sideways, test, violations, violationsFromTheTop, visit, waitForRows } from "./browser.mjs";

/** The only open alert of some patient, that nobody has touched, below an emergency. */
function untouched() {
  return eventually("an alert that waits", async () => {
    const { rows: people } = await getJson("/api/worklist");
    const alone = people.filter(({ alerts }) => alerts.length === 1).map(({ alerts }) => alerts[0]);
    return alone.find(({ severity, acknowledged, owner, snoozed, closed }) => severity === "review" && !acknowledged && !owner && !snoozed && !closed);
  });
}

async function alertNow({ id, patient }) {
  const { rows: people } = await getJson("/api/worklist");
  return people.find((row) => row.patient === patient).alerts.find((alert) => alert.id === id);
}

test("S_silences_with_a_reason_and_an_end_and_the_row_is_in_a_section_of_its_own", async (t) => {
  const page = await visit(t, await open(t), "/work");
  await waitForRows(page);
  const alert = await untouched();
  const row = await focusRow(page, alert.patient);
  await page.keyboard.press("s");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("For how long?").waitFor();
  await picture(page, "desk-snooze");
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole("radio").nth(1).check();
  await dialog.getByLabel("Reason").fill("scale is being mended");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await row.getByText(/^Silent until .*Ann Moss/).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-patient")), alert.patient);
  assert.equal((await alertNow(alert)).snoozed.reason, "scale is being mended");
  await page.getByRole("button", { name: /^Snoozed [1-9]/ }).click();
  await row.waitFor();
  await page.getByRole("button", { name: /^Waiting/ }).click();
  await page.getByRole("searchbox").fill("");
  assert.equal(await row.count(), 0);
});

test("G_gives_it_to_somebody_whom_it_then_needs", async (t) => {
  const page = await visit(t, await open(t), "/work");
  await waitForRows(page);
  const alert = await untouched();
  const row = await focusRow(page, alert.patient);
  await page.keyboard.press("g");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^To whom/).waitFor();
  const { by } = await (await page.context().request.get("/api/me")).json();
  assert.equal(await dialog.getByLabel(/^To whom/).inputValue(), by);
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await row.getByText(`With ${by}`).waitFor();
  await page.getByRole("button", { name: /^Needs me [1-9]/ }).click();
  await row.waitFor();
  assert.equal((await alertNow(alert)).owner, by);
});

test("O_closes_it_with_what_it_came_to_and_a_second_person_is_told_what_has_changed", async (t) => {
  const page = await visit(t, await open(t), "/work");
  await waitForRows(page);
  const alert = await untouched();
  const row = await focusRow(page, alert.patient);
  await page.keyboard.press("o");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("spoke with them");
  // Somebody else was quicker: what was typed stays, and the second press is for the alert as it is now.
  let quicker = true;
  await page.route("**/acts", async (route) => {
    if (!quicker) return route.continue();
    quicker = false;
    await eventually("somebody else acknowledges it", async () => {
      const { version } = await alertNow(alert);
      return (await send("POST", `/api/alerts/${alert.id}/acknowledge`, { version, next: "known", by: BEN })).status === 200;
    });
    return route.continue();
  });
  await dialog.getByRole("button", { name: "Outcome" }).click();
  await dialog.getByRole("alert").waitFor();
  assert.equal(await dialog.getByLabel("Reason").inputValue(), "spoke with them");
  await eventually("the page knows of it", async () => {
    await dialog.getByRole("button", { name: "Outcome" }).click({ timeout: 2_000 }).catch(() => {});
    return (await dialog.count()) === 0;
  });
  await eventually("it is closed", async () => (await alertNow(alert)) === undefined);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-patient")), alert.patient);
  assert.equal(await row.count(), 1, "the row stays under the hand");
});

test("brackets_go_from_patient_to_patient_and_M_writes", async (t) => {
  const page = await visit(t, await open(t), "/work");
  await waitForRows(page);
  const names = [await rows(page).nth(0).locator(".name").innerText(), await rows(page).nth(1).locator(".name").innerText()];
  await rows(page).first().focus();
  await page.keyboard.press("Enter");
  const heading = page.getByRole("dialog").getByRole("heading", { level: 2 });
  await heading.filter({ hasText: names[0] }).waitFor();
  await page.keyboard.press("]");
  await heading.filter({ hasText: names[1] }).waitFor();
  await page.keyboard.press("[");
  await heading.filter({ hasText: names[0] }).waitFor();
  await page.keyboard.press("m");
  await page.waitForFunction(() => document.activeElement?.closest(".messages") !== null && document.activeElement?.matches("textarea, summary"));
  await page.keyboard.press("Escape");
  await heading.waitFor({ state: "detached" });
});

test("a_patient_s_own_page_has_the_same_keys_and_its_fields_have_none", async (t) => {
  const alert = await untouched();
  const page = await visit(t, await open(t), `/patients/${alert.patient}`);
  await page.locator("figure.vital-charts svg").waitFor();
  await page.keyboard.press("t");
  await page.locator("figure.vital-charts table").waitFor();
  await page.keyboard.press("a");
  await page.getByRole("dialog").getByText("What happens next?").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("o");
  await page.getByRole("dialog").getByText("What did it come to?").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("m");
  await page.waitForFunction(() => document.activeElement?.matches(".messages textarea, .messages summary"));
  const subject = page.getByLabel("Subject");
  if (!(await subject.isVisible())) await page.getByText("New conversation").click();
  await subject.fill("");
  await subject.pressSequentially("mast to go");
  assert.equal(await subject.inputValue(), "mast to go");
  assert.equal(await page.getByRole("dialog").count(), 0);
});

/** In the page: counts tones, each with its pitch. */
function countTones() {
  globalThis.tones = [];
  globalThis.OscillatorNode = class extends OscillatorNode {
    start(at) {
      globalThis.tones.push(this.frequency.value);
      super.start(at);
    }
  };
}

test("the_sound_is_off_until_it_is_switched_on_has_a_test_and_a_pause_and_one_tab_plays", async (t) => {
  const context = await open(t);
  await context.addInitScript(countTones);
  const page = await visit(t, context, "/work");
  await waitForRows(page);
  const tones = (of) => of.evaluate(() => globalThis.tones);
  await page.getByRole("button", { name: "Sound off" }).click();
  await page.getByRole("button", { name: "Sound on" }).waitFor();
  const { rows: people } = await getJson("/api/worklist");
  const unseen = people.flatMap(({ alerts }) => alerts).some(({ severity, acknowledged, snoozed }) => severity === "emergency" && !acknowledged && !snoozed);
  if (unseen) await eventually("a burst for the emergency that waits", async () => (await tones(page)).length >= 3);
  await page.getByRole("button", { name: "Quiet for 2 min" }).click();
  await page.getByText(/^Quiet: [12]:\d\d/).waitFor();
  const before = (await tones(page)).length;
  await page.getByRole("button", { name: "Test", exact: true }).click();
  assert.deepEqual((await tones(page)).slice(before), [880, 660, 880]);
  assert.deepEqual(await violations(page), []);

  // Another tab has it too, by the same choice; the first one plays.
  const other = await visit(t, context, "/work");
  await waitForRows(other);
  await other.getByRole("searchbox").click();
  await other.getByRole("button", { name: "Sound on" }).waitFor();
  await other.waitForTimeout(2_500);
  assert.deepEqual(await tones(other), []);
  await page.getByRole("button", { name: "Sound on" }).click();
  await page.getByRole("button", { name: "Sound off" }).waitFor();
  if (unseen) await eventually("the other tab takes over", async () => (await tones(other)).length >= 3);
});

test("a_wall_sorts_itself_has_no_names_and_nothing_to_press", async (t) => {
  const page = await visit(t, await open(t, { width: 1440, height: 900 }), "/work?wall");
  await page.locator("[data-wall]").first().waitFor();
  await page.getByText(/^● Live/).waitFor();
  await picture(page, "desk-wall");
  const { rows: people } = await getJson("/api/worklist");
  const text = await page.locator("body").innerText();
  for (const { name } of people) assert.ok(!text.includes(name.split(",")[0]), `${name} is on the wall`);
  assert.equal(await page.locator("main :is(button, a, input)").count(), 0);
  const order = ["emergency", "urgent", "review"];
  const shown = await page.locator("[data-wall]").evaluateAll((lines) => lines.map((line) => line.className));
  assert.deepEqual(shown, shown.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
  assert.deepEqual(await cutCells(page), []);
  assert.equal(await sideways(page), 0);
  assert.deepEqual(await violationsFromTheTop(page), []);
  await page.setViewportSize({ width: 640, height: 700 });
  assert.equal(await sideways(page), 0, "at 200 %");
});

test("every_count_of_operations_opens_its_list", async (t) => {
  const page = await visit(t, await open(t), "/ops");
  await page.locator(".figures").waitFor();
  const links = await page.locator(".figures dt a").evaluateAll((found) => found.map((link) => link.getAttribute("href")));
  assert.deepEqual(links, ["#gateways", "#batteries", "#held", "#rejected", "#outbox", "#rota"]);
  for (const link of links) {
    await page.locator(`.figures dt a[href="${link}"]`).click();
    const heading = page.locator(link);
    await eventually(`${link} is shown`, () => heading.evaluate((part) => part.getBoundingClientRect().top < innerHeight));
  }
  await picture(page, "desk-ops");
  await page.setViewportSize({ width: 320, height: 700 });
  await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
  assert.equal(await sideways(page), 0);
  assert.deepEqual(await violationsFromTheTop(page), []);
});
