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
  return people.find((row) => row.patient === patient)?.alerts.find((alert) => alert.id === id);
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

/** Does something about somebody's alert that waits and is no emergency, with nobody else's hands on it. */
function acted(page, key, fill) {
  const dialog = page.getByRole("dialog");
  const within = (state, timeout, what = dialog) => what.waitFor({ state, timeout }).then(() => true, () => false);
  return eventually(`${key} is done`, async () => {
    const alert = await untouched();
    const row = await focusRow(page, alert.patient);
    // The page may hear of the alert a moment later than the server, and what ended meanwhile has nothing to be done about.
    if (!(await within("visible", 5_000, row.getByRole("button", { name: "Acknowledge" })))) return false;
    await page.keyboard.press(key);
    if (!(await within("visible", 5_000))) return false;
    await fill?.(dialog);
    await page.keyboard.press("Enter");
    if (await within("detached", 5_000)) return { alert, row };
    // The demo goes on: the alert may have changed since the dialog was opened, which then says so.
    const said = await dialog.getByRole("alert").allTextContents();
    assert.match(said.join(), CHANGED, `${key} was pressed and confirmed: ${await dialog.textContent()}`);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    return false;
  });
}

/** What a page says when an alert isn't any more what it was when somebody looked at it. */
const CHANGED = /^Not recorded|has changed since|no longer open|was first|^Not taken back/;

/** The same, and takes it back by `press`. */
function actedAndTakenBack(page, key, fill, press) {
  const notice = page.locator("section.undo");
  return eventually(`${key} is taken back`, async () => {
    const done = await acted(page, key, fill);
    await press(done.alert);
    if (await notice.waitFor({ state: "detached", timeout: 5_000 }).then(() => true, () => false)) return done;
    assert.match(await notice.getByRole("alert").innerText(), CHANGED);
    await notice.getByRole("button", { name: "Close" }).click();
    return false;
  });
}

test("a_row_says_who_is_told_next_and_E_tells_the_next_on_call_at_once", async (t) => {
  const page = await visit(t, await open(t), "/work");
  await waitForRows(page);
  const waits = await untouched();
  const row = await focusRow(page, waits.patient);
  await row.getByText(`Told next: ${waits.told_next.who.replace(/ \(.+\)$/, "")} at `).waitFor();
  await row.getByText(/when raised \d|as of \d/).waitFor();
  await page.keyboard.press("e");
  const dialog = page.getByRole("dialog");
  await dialog.getByText(`Told at once: ${waits.next_on_call}.`).waitFor();
  await picture(page, "desk-escalate");
  assert.deepEqual(await violations(page), []);
  await dialog.getByLabel("Reason").fill("no room here today");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await row.getByText(`With ${waits.next_on_call}`).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-patient")), waits.patient);
  const now = await alertNow(waits);
  assert.deepEqual([now.escalated, now.escalated_to, now.owner], [waits.escalated + 1, waits.next_on_call, waits.next_on_call]);
  assert.deepEqual([now.escalated_by.by, now.escalated_by.reason], ["Ann Moss (care manager)", "no room here today"]);
  assert.equal(await page.locator("section.undo").count(), 0, "who was told was told");
  const { timeline } = await getJson(`/api/patients/${waits.patient}`);
  assert.match(timeline.find(({ kind }) => kind === "escalated").text, /^Escalated by Ann Moss \(care manager\) to .* \(no room here today\)$/);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText(/passed up by Ann Moss \(care manager\): no room here today/).waitFor();
  await picture(page, "desk-escalated");
  assert.deepEqual(await cutCells(page), []);
});

test("U_takes_an_acknowledgement_back_and_so_does_the_notice_s_button", async (t) => {
  const page = await visit(t, await open(t), "/work");
  await waitForRows(page);
  const notice = page.locator("section.undo");
  const { alert, row } = await actedAndTakenBack(page, "a", null, async (alert) => {
    await notice.getByText(/: acknowledged\.$/).waitFor();
    assert.equal((await alertNow(alert)).acknowledged.by, "Ann Moss (care manager)");
    await page.keyboard.press("u");
  });
  await row.locator(".cell-state .stack", { hasText: /^Waiting$/ }).waitFor();
  const back = await alertNow(alert);
  assert.deepEqual([back.acknowledged, back.owner, back.due_at], [null, null, alert.due_at]);
  const { timeline } = await getJson(`/api/patients/${alert.patient}`);
  assert.match(timeline.find(({ kind }) => kind === "superseded").text, /^Acknowledgement taken back by Ann Moss/);
  await page.keyboard.press("u");
  await notice.getByText("Nothing to take back").waitFor();

  const spoken = (dialog) => dialog.getByLabel("Reason").fill("spoke with them");
  const closed = await actedAndTakenBack(page, "o", spoken, async (alert) => {
    await eventually("it is closed", async () => (await alertNow(alert)) === undefined);
    await page.getByRole("button", { name: "Undo (U)" }).click();
  });
  await eventually("it is open again", async () => (await alertNow(closed.alert))?.closed === null);

  // Looked at after an act that nobody takes back: a busy machine needs longer for it than the ten seconds.
  await acted(page, "a");
  await notice.getByText(/: acknowledged\.$/).waitFor();
  await picture(page, "desk-undo");
  assert.deepEqual(await violations(page), []);
});

test("what_is_done_from_the_patient_s_dialog_is_taken_back_there_too_and_a_second_person_is_told_who_was_first", async (t) => {
  const page = await visit(t, await open(t), "/work");
  await waitForRows(page);
  const alert = await untouched();
  await focusRow(page, alert.patient);
  await page.keyboard.press("Enter");
  const patient = page.getByRole("dialog").first();
  await patient.getByRole("heading", { level: 2 }).waitFor();
  await page.keyboard.press("a");
  await page.getByText("What happens next?").waitFor();
  await page.keyboard.press("Enter");
  const undo = patient.getByRole("button", { name: "Undo (U)" });
  await undo.waitFor();
  const { version } = await alertNow(alert);
  const given = await send("POST", `/api/alerts/${alert.id}/acts`, { action: "assign", version, to: "Sian Jones", by: BEN });
  assert.equal(given.status, 200);
  await undo.click();
  await patient.getByRole("alert").filter({ hasText: "Ben Cole (clinician) did something about it since" }).waitFor();
  assert.equal((await alertNow(alert)).owner, "Sian Jones");
});

test("after_ten_seconds_it_is_too_late_and_nobody_takes_back_another_s", async () => {
  const alert = await untouched();
  const path = `/api/alerts/${alert.id}/acts`;
  const snooze = await send("POST", path, { action: "assign", version: alert.version, to: "Sian Jones" });
  const { version } = await snooze.json();
  assert.equal((await send("POST", path, { action: "undo", version, by: BEN })).status, 409);
  await new Promise((resolve) => setTimeout(resolve, 12_500));
  const late = await send("POST", path, { action: "undo", version });
  assert.equal(late.status, 409);
  assert.match((await late.json()).detail, /longer ago than 10 seconds/);
});

test("an_emergency_is_not_silenced_for_longer_than_15_minutes_whatever_a_page_sends", async () => {
  const emergency = await eventually("an emergency", async () => {
    const { rows: people } = await getJson("/api/worklist");
    return people.flatMap(({ alerts }) => alerts).find(({ severity, acknowledged, snoozed }) => severity === "emergency" && !acknowledged && !snoozed);
  });
  const path = `/api/alerts/${emergency.id}/acts`;
  const { as_of, speed } = await getJson("/api/worklist");
  const wish = { action: "snooze", reason: "in the bath", version: emergency.version };
  const refused = await send("POST", path, { ...wish, until: as_of + 45 * 60_000 });
  assert.equal(refused.status, 422);
  assert.match((await refused.json()).detail, /15 minutes at most/);
  const taken = await send("POST", path, { ...wish, until: as_of + 15 * 60_000 });
  if (taken.status === 409) return;
  const { snoozed } = await taken.json();
  assert.ok(snoozed.until <= as_of + 15 * 60_000 + 10_000 * speed, "no longer");
});

/** What is being typed stays when another window's number comes, and whoever saves after that is told of it. */
async function somebodyElseIsFirst(part, patient) {
  const path = `/api/patients/${patient}/whereabouts`;
  await part.locator("summary").click();
  const room = part.getByLabel(/^Bed or room/);
  await room.fill("Bed 5");
  const { version } = await getJson(path);
  assert.equal((await send("PUT", path, { phone: "+441632960998", room: "Bed 4", version })).status, 200);
  await part.getByRole("link", { name: "☎ +441632960998" }).waitFor();
  assert.equal(await room.inputValue(), "Bed 5", "what was typed stays");
  assert.ok(await room.evaluate((field) => field === document.activeElement), "and so does the focus");
  assert.equal(await part.getByLabel(/^Telephone/).inputValue(), "+441632960998", "what nobody typed is as it is known");
  await part.getByRole("button", { name: "Save" }).click();
  await part.getByRole("alert").filter({ hasText: "Ann Moss (care manager) changed it first" }).waitFor();
  assert.equal(await room.inputValue(), "Bed 5", "what was typed stays");
  await part.getByRole("button", { name: "Save" }).click();
  await part.getByText("· Bed 5").waitFor();
  assert.deepEqual([(await getJson(path)).room, (await getJson(path)).version], ["Bed 5", version + 2]);
}

test("a_telephone_number_is_typed_with_its_country_and_C_calls_and_asks_what_it_came_to", async (t) => {
  const context = await open(t);
  await context.addInitScript(() => {
    globalThis.dialled = [];
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
      if (this.protocol === "tel:") globalThis.dialled.push(this.href);
      else click.call(this);
    };
  });
  const alert = await untouched();
  const page = await visit(t, context, `/patients/${alert.patient}?tab=care`);
  const part = page.locator("section.whereabouts");
  await part.getByText(/^☎ \+44/).waitFor();
  await part.locator("summary").click();
  await part.getByLabel(/^Telephone/).fill("01632 960999");
  await part.getByRole("button", { name: "Save" }).click();
  await part.getByRole("alert").filter({ hasText: "with its country first" }).waitFor();
  assert.equal(await part.getByLabel(/^Telephone/).inputValue(), "01632 960999", "what was typed stays");
  await part.getByLabel(/^Telephone/).fill("+44 (1632) 960-999");
  await part.getByLabel(/^Bed or room/).fill("Bed 4");
  await part.getByRole("button", { name: "Save" }).click();
  await part.getByRole("link", { name: "☎ +441632960999" }).waitFor();
  await part.getByText("Typed by Ann Moss (care manager)").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "SUMMARY", "the focus stays where it was saved");
  await somebodyElseIsFirst(part, alert.patient);
  await part.scrollIntoViewIfNeeded();
  await picture(page, "desk-whereabouts");
  assert.deepEqual(await violationsFromTheTop(page), []);
  await page.evaluate(() => scrollTo(0, 0));
  await page.getByRole("button", { name: "Call (C)" }).waitFor();
  await picture(page, "desk-call-button");
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("c");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("What did it come to?").waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.dialled), ["tel:+441632960998"]);
  assert.equal(await dialog.getByRole("link").getAttribute("href"), "tel:+441632960998");
  await picture(page, "desk-call");
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.setViewportSize({ width: 390, height: 800 });
  assert.equal(await sideways(page), 0);

  const list = await visit(t, context, "/work");
  await waitForRows(list);
  await focusRow(list, alert.patient);
  await list.keyboard.press("c");
  await list.getByRole("dialog").getByText("What did it come to?").waitFor();
  assert.deepEqual(await list.evaluate(() => globalThis.dialled), ["tel:+441632960998"]);
});

test("a_hidden_tab_tells_of_a_new_emergency_without_a_name_if_somebody_wants_it_and_one_tab_tells", async (t) => {
  const context = await open(t);
  await context.addInitScript(() => {
    globalThis.told = [];
    let hidden = false;
    globalThis.hide = (is) => {
      hidden = is;
      document.dispatchEvent(new Event("visibilitychange"));
    };
    Object.defineProperty(document, "visibilityState", { get: () => (hidden ? "hidden" : "visible") });
    globalThis.Notification = class extends EventTarget {
      static permission = "default";
      static async requestPermission() {
        return (globalThis.Notification.permission = "granted");
      }
      constructor(title, options) {
        super();
        globalThis.told.push([title, options.body]);
      }
    };
    if (localStorage.getItem("hearthwatch-notices") === "on") globalThis.Notification.permission = "granted";
  });
  // A stream in which an emergency goes and comes: the rows are the server's own.
  const { rows: people } = await getJson("/api/worklist");
  const someone = people.find(({ alerts }) => alerts.some(({ severity }) => severity === "emergency")) ?? people.find(({ alerts }) => alerts.length > 0);
  const told = (of) => of.evaluate(() => globalThis.told);
  const emergency = (of, id, escalated = 0) =>
    of.evaluate(
      ([row, id, escalated]) => {
        const alert = { ...row.alerts[0], id, severity: "emergency", acknowledged: null, snoozed: null, escalated, due_at: Date.now() * 2 };
        new BroadcastChannel("hearthwatch-live").postMessage({ event: "rows", data: { as_of: Date.now(), seq: Number.MAX_SAFE_INTEGER, rows: [{ ...row, patient: "p-invented", alerts: [alert] }] } });
      },
      [someone, id, escalated],
    );
  // The first tab leads the stream; the other two follow it.
  const leads = await visit(t, context, "/work");
  await waitForRows(leads);
  const page = await visit(t, context, "/work");
  await waitForRows(page);
  await page.getByRole("button", { name: "Notices off" }).click();
  await page.getByRole("button", { name: "Notices on" }).waitFor();
  const other = await visit(t, context, "/work");
  await waitForRows(other);
  await other.getByRole("button", { name: "Notices on" }).waitFor();
  await picture(other, "desk-notices");
  await emergency(leads, "a-seen");
  await page.waitForTimeout(1_500);
  assert.deepEqual([await told(page), await told(other)], [[], []], "somebody looks");
  for (const tab of [leads, page, other]) await tab.evaluate(() => globalThis.hide(true));
  await emergency(leads, "a-new");
  await eventually("a notice", async () => (await told(page)).length === 1);
  assert.deepEqual(await told(page), [["Hearthwatch", "A new emergency on the worklist"]]);
  await emergency(leads, "a-new", 1);
  await eventually("another", async () => (await told(page)).length === 2);
  assert.deepEqual((await told(page))[1], ["Hearthwatch", "An emergency on the worklist is late"]);
  assert.deepEqual(await told(other), []);
  await page.getByRole("button", { name: "Notices on" }).click();
  await page.getByRole("button", { name: "Notices off" }).waitFor();
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
  await page.waitForFunction(() => document.activeElement?.closest(".messages") !== null && document.activeElement?.matches("textarea, input"));
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
  await page.waitForFunction(() => document.activeElement?.matches(".messages textarea, .messages input"));
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
  const first = await page.locator("[data-wall]").first().getAttribute("data-wall");
  const { room } = people.find(({ patient }) => patient === first);
  if (room) assert.ok(text.includes(room), `${room} stands beside the initials`);
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
  assert.deepEqual(links, ["#gateways", "#batteries", "#clocks", "#held", "#rejected", "#outbox", "#rota"]);
  for (const link of links) {
    await page.locator(`.figures dt a[href="${link}"]`).click();
    const heading = page.locator(link);
    await eventually(`${link} is shown`, () => heading.evaluate((part) => part.getBoundingClientRect().top < innerHeight));
  }
  await picture(page, "desk-ops");
  await page.setViewportSize({ width: 320, height: 700 });
  await page.evaluate(() => document.querySelectorAll("main details").forEach((part) => (part.open = true)));
  assert.equal(await sideways(page), 0);
  assert.deepEqual(await violationsFromTheTop(page), []);
});
