// The rules page in a real browser: a draft by form and text, mistakes beside their lines, two people, the shadow.
import assert from "node:assert/strict";
import { eventually, getJson, open, picture, send, test, violationsFromTheTop, visit } from "./browser.mjs";

/** The demo changes its rules once, as soon as there is something to back-test on; its draft is gone then. */
const changed = () =>
  eventually("the demo's own change", async () => {
    const [active, draft] = [await getJson("/api/rules"), await getJson("/api/rules/draft")];
    return active.report !== null && draft?.text !== active.text;
  });

/** A draft of the active rules, by Ann, in the place of any other. */
async function freshDraft(change = (text) => text) {
  await changed();
  const { text } = await getJson("/api/rules");
  assert.equal((await send("DELETE", "/api/rules/draft")).status, 204);
  const draft = change(text.replace(/^version = (\d+)/m, (_, version) => `version = ${Number(version) + 1}`));
  const kept = await send("PUT", "/api/rules/draft", { text: draft, by: "Ann Moss", over: null });
  assert.equal(kept.status, 200);
  return kept.json();
}

async function draftPage(t, change) {
  const draft = await freshDraft(change);
  const page = await visit(t, await open(t), "/rules/draft");
  await page.getByRole("button", { name: "Throw the draft away" }).waitFor();
  return { page, draft };
}

const find = (page, id) => page.getByRole("searchbox").fill(id);
const area = (page) => page.getByRole("textbox", { name: /text \(TOML\)/ });
const kept = async () => (await getJson("/api/rules/draft")).text;

test("the_demo_s_history_has_a_change_that_was_back_tested_and_approved_by_a_second_person", async (t) => {
  await changed();
  const [now, before] = await getJson("/api/rules/history");
  assert.match(now.by, /^Ann Moss \(care manager\), approved by Ben Cole \(clinician\): /);
  assert.equal(now.version, before.version + 1);
  assert.ok(now.report && now.changes.length > 0, JSON.stringify(now));
  const page = await visit(t, await open(t), "/rules/history");
  await page.getByText(/approved by Ben Cole/).first().waitFor();
  await picture(page, "rules-history-1280");
});

test("a_draft_is_started_from_the_active_rules_with_the_next_version", async (t) => {
  await changed();
  // What this file left behind when it ran before.
  await send("DELETE", "/api/rules/proposal");
  await send("DELETE", "/api/rules/draft");
  const { version } = await getJson("/api/rules");
  const page = await visit(t, await open(t), "/rules/draft");
  await page.getByRole("button", { name: "Start a draft" }).click();
  await page.getByText("No mistakes.").waitFor();
  await page.getByRole("row", { name: `The document version ${version} ${version + 1}` }).waitFor();
  assert.equal((await getJson("/api/rules/draft")).by, "Ann Moss (care manager)");
});

test("a_limit_changed_by_form_changes_one_number_of_the_text_and_is_told_in_words", async (t) => {
  const { page, draft } = await draftPage(t);
  await find(page, "O2-1");
  const limit = page.getByRole("textbox", { name: "O2-1, limit urgent" }).first();
  await limit.fill("");
  await page.getByText("Type a number").first().waitFor();
  assert.equal(await kept(), draft.text, "half a number changes nothing");
  await limit.fill("93");
  await page.getByRole("row", { name: "rule O2-1 limit urgent 92 % 93 %" }).waitFor();
  const wanted = draft.text.replace('urgent = { value = "92 %", floor = "85 %" }', 'urgent = { value = "93 %", floor = "85 %" }');
  await eventually("the draft to be saved", async () => (await kept()) === wanted);
  assert.deepEqual(await violationsFromTheTop(page), []);
});

test("severity_measuring_twice_and_a_whole_rule_are_switched_and_comments_stay", async (t) => {
  const { page, draft } = await draftPage(t);
  await find(page, "BP-6");
  await page.getByRole("combobox", { name: "BP-6, level 1: severity" }).selectOption("urgent");
  await page.getByRole("row", { name: "rule BP-6 level 1, severity review urgent" }).waitFor();
  await page.getByRole("checkbox", { name: "BP-6 is on" }).uncheck();
  await page.getByRole("row", { name: "rule BP-6 off not there true" }).waitFor();
  await page.getByRole("checkbox", { name: "BP-6 is on" }).check();
  await find(page, "O2-1");
  await page.getByRole("checkbox", { name: "O2-1, Review: must be measured twice" }).uncheck();
  await page.getByRole("row", { name: "rule O2-1 level 3, confirm true false" }).waitFor();
  await page.getByText("No mistakes.").waitFor();
  const comments = (text) => text.split("\n").filter((line) => line.trim().startsWith("#"));
  await eventually("the draft to be saved", async () => (await kept()).includes("off = false"));
  assert.deepEqual(comments(await kept()), comments(draft.text));
});

test("whom_no_rule_watches_any_more_is_told_and_nothing_can_be_tried", async (t) => {
  const { page } = await draftPage(t);
  await find(page, "O2-1");
  await page.getByRole("checkbox", { name: "O2-1 is on" }).uncheck();
  await page.getByText("problem oxygen_low").first().waitFor();
  await page.getByText("It needs a draft without mistakes.").waitFor();
  await page.getByRole("button", { name: "Ask for approval" }).click();
  await page.getByRole("alert").filter({ hasText: "Not done" }).waitFor();
});

test("every_mistake_stands_beside_its_line_and_leads_there", async (t) => {
  const { page, draft } = await draftPage(t);
  await page.getByRole("button", { name: "Text", exact: true }).click();
  const lines = draft.text.split("\n");
  const wrong = ['severity = "urgent"', 'clear = "systolic >= back"'].map((part) => lines.findIndex((line) => line.includes(part)));
  const text = draft.text.replace('severity = "urgent"', 'severity = "urgnt"').replace('clear = "systolic >= back"', 'clear = "systolic >= bak"');
  await area(page).fill(text);
  await page.getByText(/mistakes: activation and back-test wait/).waitFor();
  for (const line of wrong) {
    const mark = page.locator(".gutter .wrong").filter({ hasText: `${line + 1}` });
    assert.notEqual(await mark.locator(".beside").innerText(), "");
    await page.getByRole("button", { name: `Line ${line + 1}`, exact: true }).click();
    const chosen = await area(page).evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd));
    assert.equal(chosen, text.split("\n")[line]);
    // The line is in view, and not under the header.
    await eventually("the line in view", () =>
      mark.evaluate((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      }),
    );
  }
  assert.deepEqual(await violationsFromTheTop(page), []);
  await area(page).fill("name = ");
  await page.getByText("It can't be told until the text can be read.").waitFor();
  await page.getByRole("button", { name: "Form", exact: true }).click();
  await page.getByText("mend it as text first").waitFor();
  assert.equal(await kept(), "name = ", "half a text is kept, too");
});

test("what_somebody_else_saved_is_not_written_over_unasked", async (t) => {
  const { page, draft } = await draftPage(t);
  await find(page, "O2-1");
  let isFirst = true;
  await page.route("**/api/rules/draft", async (route) => {
    if (isFirst && route.request().method() === "PUT") {
      isFirst = false;
      await send("PUT", "/api/rules/draft", { text: `${draft.text}# Ben was here\n`, by: "Ben Cole", over: draft.hash });
    }
    await route.continue();
  });
  await page.getByRole("textbox", { name: "O2-1, limit urgent" }).first().fill("93");
  await page.getByRole("alert").filter({ hasText: /Ben Cole.* has saved another draft/ }).waitFor();
  assert.match(await kept(), /Ben was here/);
  await page.getByRole("button", { name: "Keep mine" }).click();
  await page.getByText(/Saved by Ann Moss/).waitFor();
  assert.match(await kept(), /value = "93 %"/);
});

test("nobody_activates_without_a_back_test_or_alone_and_the_server_says_why", async (t) => {
  const active = await getJson("/api/rules");
  const { page } = await draftPage(t, (text) => `${text}# ${Date.now()}\n`);
  await page.getByText("No mistakes.").waitFor();
  await page.getByText("Activation is off until the back-test ran").waitFor();
  await page.getByLabel("Reason").fill("tried out");
  const propose = page.getByRole("button", { name: "Ask for approval" });
  await propose.click();
  await page.getByRole("alert").filter({ hasText: "there is no back-test of these rules" }).waitFor();
  await page.getByRole("button", { name: "Back-test", exact: true }).click();
  await page.getByText("The back-test of this very draft is there").waitFor();
  await page.getByText("0 alerts more, 0 fewer, 0 moved").waitFor();
  await propose.click();
  await page.getByText("Proposed by Ann Moss (care manager)").waitFor();
  await page.getByText("Somebody else has to approve it").waitFor();
  assert.deepEqual(await violationsFromTheTop(page), []);
  await page.getByRole("button", { name: "Approve and activate" }).click();
  await page.getByRole("alert").filter({ hasText: "somebody else has to approve" }).waitFor();
  assert.deepEqual(await getJson("/api/rules"), active, "what decided before decides still");
});

test("a_back_test_can_be_stopped_and_begun_again", async (t) => {
  const { page } = await draftPage(t, (text) => text.replace('review = { value = "94 %"', 'review = { value = "93 %"'));
  const { hash } = await getJson("/api/rules/draft");
  await page.getByText("No mistakes.").waitFor();
  const start = page.getByRole("button", { name: "Back-test", exact: true });
  await start.click();
  await page.getByRole("button", { name: "Stop it" }).click();
  // One that was through before is no mistake of the person's.
  await page.getByText(/The back-test ended early|alerts? more/).first().waitFor();
  await start.click();
  await page.locator(".report").waitFor();
  const { report } = await getJson(`/api/rules/backtests/${hash}`);
  assert.equal(report.draft.hash, hash);
  await page.getByText(`${report.same} the same.`).waitFor();
});

test("the_shadow_is_told_to_nobody_and_shows_what_it_would_have_raised", async (t) => {
  const { page } = await draftPage(t);
  await page.getByText("No mistakes.").waitFor();
  await page.getByRole("button", { name: "Run it in the shadow" }).click();
  await page.getByText(/runs in the shadow since/).waitFor();
  await page.getByText("It has decided about everything so far.").waitFor();
  await page.getByRole("button", { name: "End the shadow" }).click();
  await page.getByText("Nothing runs in the shadow.").waitFor();
});

test("a_draft_is_thrown_away_with_two_presses", async (t) => {
  const { page } = await draftPage(t);
  await page.getByRole("button", { name: "Throw the draft away" }).click();
  await page.getByRole("button", { name: "Throw away for good" }).click();
  await page.getByRole("button", { name: "Start a draft" }).waitFor();
  assert.equal(await getJson("/api/rules/draft"), null);
});

test("the_active_rules_are_found_in_words_with_their_source", async (t) => {
  const page = await visit(t, await open(t), "/rules");
  await find(page, "O2-1");
  const rule = page.locator('[data-rule="O2-1"]');
  await rule.getByText("Oxygen at or under 92 % (limit “urgent”)").first().waitFor();
  await rule.getByText("NHS COVID Oximetry@home").waitFor();
  await rule.getByText("nobody's own goes beyond 85 %").waitFor();
  await rule.getByText("What is done first").first().click();
  await rule.getByText(/Sit up and rest/).first().waitFor();
});
