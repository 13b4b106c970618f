// Issue 5's "done when", on a server with 90 days of its own: a care manager changes a threshold in a draft, sees what
// would change, has it activated; and an alert of last month is recomputed bit for bit, with its reason.
import assert from "node:assert/strict";
import { eventually, getJson, open, picture, test, violationsFromTheTop, visit } from "../browser.mjs";

const DAY_MS = 86_400_000;

test("a_care_manager_changes_a_threshold_and_sees_what_it_would_have_changed_in_90_days", async (t) => {
  const context = await open(t, { width: 1280, height: 900 });
  const page = await visit(t, context, "/rules/draft");
  await page.getByRole("button", { name: "Start a draft" }).click();
  await page.getByText("No mistakes.").waitFor();

  await page.getByRole("searchbox").fill("HR-3");
  const factor = page.getByRole("textbox", { name: /^HR-3, Review/ }).nth(2);
  assert.equal(await factor.inputValue(), "1.2");
  await factor.fill("1.3");
  await page.getByRole("row", { name: /^rule HR-3 level 1, when/ }).waitFor();
  await page.getByText("No mistakes.").waitFor();

  await page.getByRole("button", { name: "Back-test", exact: true }).click();
  await page.locator(".report").waitFor();
  const draft = await getJson("/api/rules/draft");
  const { report } = await getJson(`/api/rules/backtests/${draft.hash}`);
  assert.ok(report.period.to - report.period.from >= 90 * DAY_MS);
  assert.ok(report.readings > 10_000, "most of 90 days decide");
  const changed = report.added.length + report.removed.length + report.moved.length;
  assert.ok(changed > 0, "a threshold that changes nothing shows nothing");
  await page.getByText(`${report.same} the same.`).waitFor();
  await picture(page, "programme-report");
  assert.deepEqual(await violationsFromTheTop(page), []);

  const [alert] = report.removed.length > 0 ? report.removed : report.moved.map(({ from }) => from);
  const link = page.locator(`a[href="${alert.link}"]`).first();
  await link.click();
  await page.getByText("the moment asked for").first().waitFor();
  await picture(page, "programme-moment");
  await page.goBack();

  await page.getByLabel("Reason").fill("Fewer reviews of a pulse that is only a little faster");
  await page.getByText("The back-test of this very draft is there").waitFor();
  await page.getByRole("button", { name: "Ask for approval" }).click();
  await page.getByText("Somebody else has to approve it").waitFor();

  const second = await visit(t, await open(t, { width: 1280, height: 900 }, "clinician"), "/rules/draft");
  await second.getByText("Proposed by Ann Moss (care manager)").waitFor();
  await picture(second, "programme-approval");
  await second.getByRole("button", { name: "Approve and activate" }).click();
  await second.getByText(/decides from now on/).first().waitFor();
  assert.equal((await getJson("/api/rules")).text, draft.text);
  assert.equal(await getJson("/api/rules/draft"), null);

  await page.getByRole("link", { name: "History" }).click();
  const past = page.locator(`[data-rules="${draft.hash}"]`);
  await past.getByText("Ann Moss (care manager), approved by Ben Cole (clinician)").waitFor();
  await past.getByText("decides now").waitFor();
  await past.locator("summary").click();
  await past.getByRole("row", { name: /^rule HR-3 level 1, when/ }).waitFor();
  assert.deepEqual(await violationsFromTheTop(page), []);
});

test("an_alert_of_last_month_is_recomputed_bit_for_bit_with_its_reason", async (t) => {
  const alert = await eventually("an alert of last month", lastMonths);
  const page = await visit(t, await open(t), `/patients/${alert.patient}?at=${alert.at}`);
  const line = page.locator(".is-asked").filter({ hasText: alert.text }).first();
  await line.getByRole("button", { name: /^Recompute/ }).click();
  const found = line.locator(".recomputed");
  await found.getByText("the same in every bit").waitFor();
  await found.getByText(/^Rule /).waitFor();
  await found.getByText(/^rests on/).first().waitFor();
  await found.getByText(/SHA-256/).waitFor();
  await picture(page, "programme-recomputed");
  assert.deepEqual(await violationsFromTheTop(page), []);
});

/** A raised alert, at least a day and at most a month old. */
async function lastMonths() {
  const { rows, as_of: now } = await getJson("/api/worklist");
  for (const { patient } of rows) {
    const { timeline } = await getJson(`/api/patients/${patient}`);
    const raised = timeline.find(
      ({ at, kind, text }) => kind === "alert" && text.startsWith("Alert raised") && at > now - 31 * DAY_MS && at < now - DAY_MS,
    );
    if (raised) return { ...raised, patient };
  }
  return null;
}
