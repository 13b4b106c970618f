// A patient's page in tabs: their plan with its history, a trial of another one, what the automation did, their monitors.
import assert from "node:assert/strict";
import { ANN, BEN, cutCells, eventually, getJson, open, picture, send, sideways, test, violationsFromTheTop, visit } from "./browser.mjs";

const TABS = ["Vitals", "Timeline", "Thresholds", "Care plan", "Messages", "Devices"];
const SIZES = [{ width: 1280, height: 900 }, { width: 390, height: 844 }, { width: 320, height: 700 }];
const LIMIT = "O2-1.urgent";

const tab = (page, name) => page.getByRole("tab", { name: new RegExp(`^${name}`) });
const plan = (patient) => getJson(`/api/patients/${patient}/plan`);
const changes = (patient) => getJson(`/api/patients/${patient}/plan/changes`);
const later = async (days) => new Date((await getJson("/api/worklist")).as_of + days * 86_400_000).toISOString().slice(0, 10);

/** What has the focus, by one of its attributes. */
const focused = (page, attribute) => page.evaluate((name) => document.activeElement?.getAttribute(name) ?? "", attribute);

/** Somebody whose plan no other test of this file changes. */
async function somebody(place) {
  const { rows } = await getJson("/api/worklist");
  return rows.map(({ patient }) => patient).toSorted().at(-1 - place);
}

/** Settles a limit as another person would, who saw the plan as it is now. */
async function settle(patient, by, value, reason) {
  const { version, plan: standing, limits } = await plan(patient);
  const limit = limits.find(({ rule, name }) => `${rule}.${name}` === LIMIT);
  const own = { rule: limit.rule, name: limit.name, value, unit: limit.unit, reason, until: null };
  const answer = await send("PUT", `/api/patients/${patient}/plan`, { by, version, plan: { ...standing, limits: [own] } });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

for (const size of SIZES)
  test(`each_tab_of_a_patient_at_${size.width}_is_whole_and_accessible`, async (t) => {
    const patient = await somebody(0);
    const page = await visit(t, await open(t, size, "clinician"), `/patients/${patient}`);
    for (const name of TABS) {
      await tab(page, name).click();
      const panel = page.getByRole("tabpanel", { name: new RegExp(`^${name}`) });
      await panel.getByRole("heading", { level: 3 }).first().waitFor();
      await page.waitForFunction(() => !document.querySelector('[role="tabpanel"]:not([hidden])').textContent.includes("Loading"));
      assert.deepEqual(await cutCells(page), [], name);
      assert.equal(await sideways(page), 0, name);
      assert.deepEqual(await violationsFromTheTop(page), [], name);
      await picture(page, `plan-${name.toLowerCase().replace(" ", "-")}-${size.width}`);
    }
  });

test("tabs_go_by_arrows_one_is_in_the_order_of_keys_and_the_address_keeps_which", async (t) => {
  const patient = await somebody(0);
  const page = await visit(t, await open(t, undefined, "clinician"), `/patients/${patient}`);
  await tab(page, "Vitals").focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await tab(page, "Timeline").getAttribute("aria-selected"), "true");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-tab")), "timeline");
  assert.equal(await page.getByRole("tab").evaluateAll((all) => all.filter((one) => one.tabIndex === 0).length), 1);
  await page.keyboard.press("End");
  assert.equal(new URL(page.url()).search, "?tab=devices");
  await page.keyboard.press("ArrowRight");
  assert.equal(await tab(page, "Vitals").getAttribute("aria-selected"), "true");
  await tab(page, "Messages").click();
  await page.getByText("New conversation").click();
  await page.getByLabel("Subject").fill("half a letter");
  await tab(page, "Care plan").click();
  assert.equal(await page.getByLabel("Subject").isVisible(), false);
  await tab(page, "Messages").click();
  assert.equal(await page.getByLabel("Subject").inputValue(), "half a letter", "what was typed stays");
  await page.reload();
  await page.locator(".messages").waitFor();
  assert.equal(await tab(page, "Messages").getAttribute("aria-selected"), "true");
});

test("a_person_s_own_limit_has_a_reason_and_an_end_keeps_its_floor_and_can_be_taken_back", async (t) => {
  const patient = await somebody(1);
  const limits = async () => (await plan(patient)).plan.limits;
  const page = await visit(t, await open(t, undefined, "clinician"), `/patients/${patient}?tab=thresholds`);
  const part = page.locator("section.thresholds");
  const line = part.locator(`tr[data-limit="${LIMIT}"]`);
  await line.getByRole("button", { name: /^Change/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Own value, %").fill("70");
  await dialog.getByLabel("Reason").fill("COPD, known to be lower");
  await dialog.getByLabel(/^Until when/).fill(await later(30));
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("alert").filter({ hasText: /O2-1\.urgent/ }).waitFor();
  assert.equal(await dialog.getByLabel("Reason").inputValue(), "COPD, known to be lower", "what was typed stays");
  assert.deepEqual(await limits(), []);
  await dialog.getByLabel("Own value, %").fill("90");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  await line.getByText("90 %", { exact: true }).waitFor();
  await line.getByText("Ben Cole (clinician), until").waitFor();
  const [own] = await limits();
  assert.deepEqual([own.value, own.reason], [90, "COPD, known to be lower"]);
  await picture(page, "plan-own-limit");
  assert.deepEqual(await violationsFromTheTop(page), []);
  await line.getByRole("button", { name: /^Use everybody's/ }).click();
  await dialog.getByLabel("Reason").fill("measured wrongly");
  await dialog.getByRole("button", { name: "Use everybody's", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await line.getByText("90 %", { exact: true }).waitFor({ state: "detached" });
  assert.match(await focused(page, "aria-label"), /^Change: .*O2-1 urgent$/, "what was pressed is gone");
  assert.deepEqual(await limits(), []);
  const pathway = part.locator('[data-pathway="remind_weight"]');
  await pathway.getByRole("button").click();
  await dialog.getByLabel("Reason").fill("on holiday");
  await dialog.getByRole("button", { name: "Stop" }).click();
  await pathway.getByText("stopped for this patient").waitFor();
  assert.deepEqual((await plan(patient)).plan.paused, ["remind_weight"]);
  await pathway.getByRole("button").click();
  await dialog.getByLabel("Reason").fill("back home");
  await dialog.getByRole("button", { name: "Let it run" }).click();
  await pathway.getByText("stopped for this patient").waitFor({ state: "detached" });
  assert.deepEqual((await changes(patient)).map(({ reason }) => reason), ["back home", "on holiday", "measured wrongly", "COPD, known to be lower"]);
});

test("of_two_who_save_at_once_the_second_is_told_who_was_first_and_keeps_what_was_typed", async (t) => {
  const patient = await somebody(2);
  const page = await visit(t, await open(t, undefined, "clinician"), `/patients/${patient}?tab=thresholds`);
  const line = page.locator(`tr[data-limit="${LIMIT}"]`);
  await line.getByRole("button", { name: /^Change/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Own value, %").fill("89");
  await dialog.getByLabel("Reason").fill("second");
  await dialog.getByLabel(/^Until when/).fill(await later(30));
  const { version } = await settle(patient, ANN, 90, "first");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("alert").filter({ hasText: /Ann Moss \(care manager\) changed this plan first, (just now|\d+ min ago)/ }).waitFor();
  await picture(page, "plan-second");
  assert.equal((await plan(patient)).version, version, "the second changed nothing");
  assert.equal(await dialog.getByLabel("Reason").inputValue(), "second");
  // Whoever has seen what the first did may say so again.
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  await line.getByText("89 %", { exact: true }).waitFor();
  assert.equal((await plan(patient)).version, version + 1);
});

test("each_change_stands_in_the_history_and_taking_one_back_restores_and_is_a_change_too", async (t) => {
  const patient = await somebody(3);
  await settle(patient, ANN, 90, "COPD");
  await settle(patient, BEN, 88, "worse since");
  const page = await visit(t, await open(t, undefined, "clinician"), `/patients/${patient}?tab=thresholds`);
  const history = page.locator("section.plan-history");
  const change = (version) => history.locator(`[data-version="${version}"]`);
  await change(2).getByText("Ben Cole (clinician)").waitFor();
  assert.match(await change(2).innerText(), /worse since\s+Oxygen O2-1\.urgent: 90\s%\s→\s88\s%/);
  assert.match(await change(1).innerText(), /Ann Moss \(care manager\)\s+COPD\s+Oxygen O2-1\.urgent: For everybody\s→\s90\s%/);
  const dialog = page.getByRole("dialog");
  await change(1).getByRole("button").click();
  await dialog.getByRole("button", { name: "Take back" }).click();
  await dialog.getByRole("alert").filter({ hasText: "the limit O2-1.urgent was changed again since, and that stays" }).waitFor();
  await dialog.getByRole("button", { name: "Back", exact: true }).click();
  assert.equal((await plan(patient)).version, 2, "what came later isn't taken back with it");
  await change(2).getByRole("button").click();
  await dialog.getByText("88 %").waitFor();
  await picture(page, "plan-take-back");
  assert.deepEqual(await violationsFromTheTop(page), []);
  await dialog.getByRole("button", { name: "Take back" }).click();
  await dialog.waitFor({ state: "detached" });
  await change(3).getByText("took back change 2").waitFor();
  await change(2).getByText("Taken back since.").waitFor();
  const { plan: standing, version } = await plan(patient);
  assert.deepEqual([version, standing.limits.map(({ value }) => value)], [3, [90]]);
  await picture(page, "plan-history");
  // What is as it was before can't be taken back once more.
  const again = await send("POST", `/api/patients/${patient}/plan/reverts`, { version: 3, reverts: 2 });
  assert.equal(again.status, 409);
});

test("another_limit_is_tried_on_the_last_30_days_and_says_which_alerts_go_and_come", async (t) => {
  // Of many people some have had alerts of oxygen: a limit that nobody reaches leaves none of those.
  const found = await eventually("somebody for whom a limit matters", async () => {
    for (const { patient } of (await getJson("/api/worklist")).rows.slice(0, 40)) {
      const { plan: standing, limits } = await plan(patient);
      const limit = limits.find(({ rule, name }) => `${rule}.${name}` === LIMIT);
      const own = { rule: limit.rule, name: limit.name, value: 97, unit: limit.unit, reason: "?", until: null };
      const answer = await send("POST", `/api/patients/${patient}/plan/trials`, { plan: { ...standing, limits: [own] } });
      assert.equal(answer.status, 200, await answer.clone().text());
      const trial = await answer.json();
      if (trial.new.length > 0) return { patient, trial };
    }
    return null;
  });
  assert.ok(found.trial.readings > 0 && found.trial.after > 0);
  const before = await plan(found.patient);
  for (const size of SIZES.slice(0, 2)) {
    const page = await visit(t, await open(t, size, "clinician"), `/patients/${found.patient}?tab=thresholds`);
    await page.locator(`tr[data-limit="${LIMIT}"]`).getByRole("button", { name: /^Change/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Own value, %").fill("97");
    await dialog.getByRole("button", { name: "Try it on the last 30 days" }).click();
    await dialog.getByText(/\d+ alerts? (instead of \d+ )?in 30 days/).waitFor();
    const lines = dialog.locator('[data-preview="new"] li');
    await lines.first().waitFor();
    assert.match(await lines.first().getByRole("link").getAttribute("href"), new RegExp(`^/patients/${found.patient}\\?at=\\d+$`));
    assert.equal(await sideways(page), 0);
    assert.deepEqual(await cutCells(page), []);
    assert.deepEqual(await violationsFromTheTop(page), []);
    await picture(page, `plan-preview-${size.width}`);
    await dialog.getByLabel("Own value, %").fill("96");
    await lines.first().waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
  }
  assert.deepEqual(await plan(found.patient), before, "a trial changes nothing");
});

test("a_plan_that_changes_nothing_decides_as_before", async () => {
  const { rows } = await getJson("/api/worklist");
  const { patient } = rows.find(({ alerts }) => alerts.length > 0) ?? rows[0];
  const { plan: standing } = await plan(patient);
  const answer = await send("POST", `/api/patients/${patient}/plan/trials`, { plan: standing });
  const trial = await answer.json();
  assert.deepEqual([trial.gone, trial.new, trial.moved], [[], [], []]);
  assert.equal(trial.before, trial.after);
});

test("what_the_automation_did_is_one_list_and_can_be_stopped_for_one_patient", async (t) => {
  const patient = await eventually("the automation did something", async () => {
    for (const row of (await getJson("/api/worklist")).rows.slice(0, 40))
      if ((await getJson(`/api/patients/${row.patient}/automation`)).length > 0) return row.patient;
    return null;
  });
  const [newest] = await getJson(`/api/patients/${patient}/automation`);
  assert.ok(newest.pathway && newest.rules && newest.did && newest.came.kind);
  const page = await visit(t, await open(t, undefined, "clinician"), `/patients/${patient}?tab=thresholds`);
  const limits = page.locator(`section.thresholds [data-pathway="${newest.pathway}"]`);
  await limits.waitFor();
  await tab(page, "Timeline").click();
  const list = page.locator("section.automation-done");
  const line = list.locator(`li[data-pathway="${newest.pathway}"]`).first();
  await line.getByText(newest.pathway).first().waitFor();
  await list.scrollIntoViewIfNeeded();
  await picture(page, "plan-automation");
  assert.deepEqual(await violationsFromTheTop(page), []);
  await line.getByRole("button", { name: /^Stop this for this patient/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("asks too often");
  await dialog.getByRole("button", { name: "Stop", exact: true }).click();
  await line.getByText("stopped for this patient").waitFor();
  await dialog.waitFor({ state: "detached" });
  assert.equal(await focused(page, "data-pathway"), newest.pathway, "what was pressed is gone");
  assert.ok((await plan(patient)).plan.paused.includes(newest.pathway));
  const [change] = await changes(patient);
  assert.deepEqual([change.reason, change.parts[0].part, change.parts[0].of], ["asks too often", "pathway", newest.pathway]);
  // The other tab has seen it: who stopped it there lets it run here.
  await tab(page, "Thresholds").click();
  await limits.getByText("stopped for this patient").waitFor();
  await limits.getByRole("button").click();
  await dialog.getByLabel("Reason").fill("asks less often now");
  await dialog.getByRole("button", { name: "Let it run" }).click();
  await dialog.waitFor({ state: "detached" });
  await limits.getByText("stopped for this patient").waitFor({ state: "detached" });
  assert.ok(!(await plan(patient)).plan.paused.includes(newest.pathway));
});

test("monitors_say_when_they_were_heard_and_through_which_gateway", async (t) => {
  const patient = await eventually("monitors that were heard", async () => {
    for (const row of (await getJson("/api/worklist")).rows.slice(0, 20)) {
      const devices = await getJson(`/api/patients/${row.patient}/devices`);
      if (devices.some(({ battery, clock, gateway }) => battery !== null && clock !== null && gateway?.online)) return row.patient;
    }
    return null;
  });
  const page = await visit(t, await open(t, undefined, "clinician"), `/patients/${patient}?tab=devices`);
  const shown = page.locator("tr[data-device]");
  await shown.first().waitFor();
  assert.equal(await shown.count(), (await getJson(`/api/patients/${patient}/devices`)).length);
  await page.getByText(/ connected/).first().waitFor();
  await picture(page, "plan-monitors");
});

test("operators_see_wrong_clocks_and_when_the_disk_is_full", async (t) => {
  const ops = await eventually("the disk", async () => {
    const now = await getJson("/api/ops");
    return now.disk?.bytes_per_day == null ? null : now;
  }, 180_000);
  assert.ok(ops.disk.used_percent > 0 && ops.disk.used_percent <= 100 && ops.disk.data_bytes > 0);
  const page = await visit(t, await open(t, undefined, "operator"), "/ops");
  await page.getByText(/full in \d+ days? at this rate|full in more than 10 years|nothing has grown lately/).waitFor();
  await page.getByRole("link", { name: "Clocks off by more than 2 min" }).click();
  await page.getByRole("heading", { name: /^Clocks off/ }).waitFor();
  assert.equal(new URL(page.url()).hash, "#clocks");
  assert.equal(ops.clocks.off >= ops.clocks.devices.length, true);
  await picture(page, "plan-ops");
  assert.deepEqual(await violationsFromTheTop(page), []);
});

for (const size of SIZES.slice(0, 2))
  test(`the_trail_at_${size.width}_is_told_in_words_with_the_request_behind_them`, async (t) => {
    const patient = await somebody(0);
    await plan(patient);
    const page = await visit(t, await open(t, size), "/audit");
    await page.getByLabel("Patient's id").fill(patient);
    await page.getByRole("button", { name: "Search" }).click();
    // Of this patient: others' lines stand there until the answer comes.
    const line = page.getByRole("row").filter({ hasText: "opened the record" }).filter({ hasText: `/patients/${patient}` }).first();
    await line.waitFor();
    await line.getByText("exactly").click();
    await line.getByText(/^GET (\/api)?\/patients\/\{id\} (\/api)?\/patients\/p-/).waitFor();
    const cells = await page.locator("tbody td:nth-child(3)").evaluateAll((all) => all.map((cell) => cell.firstChild.textContent));
    assert.deepEqual(cells.filter((text) => /^[A-Z]+ \//.test(text)), [], "every request has words");
    await picture(page, `plan-trail-${size.width}`);
    assert.equal(await sideways(page), 0);
    assert.deepEqual(await violationsFromTheTop(page), []);
  });
