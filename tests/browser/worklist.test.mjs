// The worklist in a real browser, against a running demo.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { BEN, eventually, focusRow, getJson, open, rows, send, server, test, violations, visit, waitForRows } from "./browser.mjs";

const figures = (page) => page.locator("tbody").innerText();

/** The only open alert of some patient, neither acknowledged yet nor silent, once the server has one. */
function waitingAlert() {
  return eventually("an alert that waits", async () => {
    const { rows: patients } = await getJson("/api/worklist");
    return patients.find(({ alerts }) => alerts.length === 1 && alerts[0].acknowledged === null && alerts[0].snoozed === null)?.alerts[0];
  });
}

/** Any open alert, once the server has one. */
function anyAlert() {
  return eventually("an alert", async () => (await getJson("/api/worklist")).rows.flatMap((row) => row.alerts)[0]);
}

function acknowledge(alert, by) {
  return send("POST", `/api/alerts/${alert.id}/acknowledge`, { version: alert.version, next: "known", by });
}

function focusedPatient(page) {
  return page.evaluate(() => document.activeElement?.getAttribute("data-patient"));
}

test("rows_appear_and_change_without_a_reload", async (t) => {
  const page = await visit(t, await open(t), "/work");
  await waitForRows(page);
  const before = await figures(page);
  await eventually("a change in the list", async () => (await figures(page)) !== before);
});

test("the_page_says_that_it_is_a_demo", async (t) => {
  const page = await visit(t, await open(t), "/work");
  const { notice } = await getJson("/api/worklist");
  await page.locator(".demo", { hasText: notice }).waitFor();
});

test("a_focused_row_keeps_its_patient_and_its_place_through_300_updates", async (t) => {
  const context = await open(t);
  const page = await visit(t, context, "/work");
  await waitForRows(page);
  const row = rows(page).nth(3);
  const patient = await row.getAttribute("data-patient");
  await row.focus();
  // Counts what the page was told, without touching how it is told.
  await page.evaluate(() => {
    globalThis.changed = 0;
    new MutationObserver((found) => (globalThis.changed += found.length)).observe(document.querySelector("tbody"), {
      characterData: true,
      childList: true,
      subtree: true,
    });
  });
  const place = () =>
    page.evaluate(() => ({
      patient: document.activeElement?.getAttribute("data-patient"),
      y: document.activeElement?.getBoundingClientRect().y,
    }));
  const start = await place();
  assert.equal(start.patient, patient);
  await eventually("300 updates", async () => {
    assert.deepEqual(await place(), start);
    return (await page.evaluate(() => globalThis.changed)) >= 300;
  });
});

test("arrows_move_the_focus_and_keep_it_in_view", async (t) => {
  const page = await visit(t, await open(t), "/work");
  await waitForRows(page);
  await rows(page).first().focus();
  const count = Math.min(25, (await getJson("/api/worklist")).rows.length - 1);
  for (let step = 0; step < count; step += 1) await page.keyboard.press(step % 2 ? "j" : "ArrowDown");
  await focusInFullView(page, count + 2);
  for (let step = 0; step < count; step += 1) await page.keyboard.press(step % 2 ? "k" : "ArrowUp");
  await focusInFullView(page, 2);
});

/** Waits until the row with this number has the focus, inside the window and under nothing. */
function focusInFullView(page, rowNumber) {
  return eventually(`row ${rowNumber} with the focus, in full view`, () =>
    page.evaluate((want) => {
      const row = document.activeElement;
      const { x, y, width, height } = row.getBoundingClientRect();
      const onTop = (at) => row.contains(document.elementFromPoint(x + width / 2, at));
      return row.getAttribute("aria-rowindex") === String(want) && onTop(y + 2) && onTop(y + height - 2);
    }, rowNumber),
  );
}

test("Enter_shows_why_where_from_and_what_was_measured_and_Esc_returns", async (t) => {
  const page = await visit(t, await open(t), "/work");
  await waitForRows(page);
  const alert = await anyAlert();
  await focusRow(page, alert.patient);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByText(alert.why[0]).first().waitFor();
  await dialog.getByText("NEWS2 © Royal College of Physicians 2017").waitFor();
  await dialog.getByText("Where this comes from").first().click();
  await dialog.getByText(alert.provenance.rules).first().waitFor();
  await dialog.locator("table", { hasText: "Known here" }).locator("tbody tr").first().waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.equal(await focusedPatient(page), alert.patient);
});

test("A_Enter_acknowledges_returns_the_focus_and_leaves_the_second_with_the_name_of_the_first", async (t) => {
  const page = await visit(t, await open(t), "/work");
  await waitForRows(page);
  const alert = await waitingAlert();
  const row = await focusRow(page, alert.patient);
  await page.keyboard.press("a");
  await page.getByRole("dialog").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("value")), "calling_now");
  assert.deepEqual(await violations(page), []);
  const [answer] = await Promise.all([
    page.waitForResponse("**/api/alerts/*/acknowledge"),
    page.keyboard.press("Enter"),
  ]);
  assert.equal(answer.status(), 200);
  const { by, next } = (await answer.json()).acknowledged;
  assert.equal(next, "calling_now");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await row.getByText(`Seen by ${by}`).waitFor();
  assert.equal(await focusedPatient(page), alert.patient);

  const second = await acknowledge(alert, BEN);
  assert.equal(second.status, 409);
  assert.match(second.headers.get("content-type"), /application\/problem\+json/);
  const problem = await second.json();
  assert.ok(problem.detail.includes(by), problem.detail);
  assert.equal(problem.acknowledged.by, by);
});

test("the_dialog_of_the_second_to_acknowledge_names_the_first", async (t) => {
  const page = await visit(t, await open(t), "/work");
  await waitForRows(page);
  const alert = await waitingAlert();
  await focusRow(page, alert.patient);
  await page.keyboard.press("a");
  await page.getByRole("dialog").waitFor();
  // The dialog may be about another alert of this patient, or a newer version of this one: take what it holds.
  await page.route("**/acknowledge", async (route) => {
    const sent = route.request().postDataJSON();
    await send("POST", new URL(route.request().url()).pathname, { ...sent, by: BEN });
    await route.continue();
  });
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: BEN }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await focusedPatient(page), alert.patient);
});

test("eight_tabs_of_one_browser_are_all_live", async (t) => {
  const context = await open(t);
  const pages = [];
  for (let tab = 0; tab < 8; tab += 1) pages.push(await visit(t, context, "/work"));
  for (const page of pages) await waitForRows(page);
  const before = await Promise.all(pages.map(figures));
  for (const [tab, page] of pages.entries())
    await eventually(`a change in tab ${tab + 1}`, async () => (await figures(page)) !== before[tab]);
  // When the tab that listens for all of them closes, another takes over.
  await pages[0].close();
  const later = await Promise.all(pages.slice(1).map(figures));
  for (const [tab, page] of pages.slice(1).entries())
    await eventually(`a change in tab ${tab + 2} afterwards`, async () => (await figures(page)) !== later[tab]);
});

test("a_cut_link_is_said_within_15_seconds_and_heals_without_a_reload", async (t) => {
  const link = await wire(t);
  const page = await visit(t, await open(t), `${link.url}/work`);
  await waitForRows(page);
  link.cut();
  const cutAt = Date.now();
  await page.getByText(/^▲ Not live since/).waitFor();
  assert.ok(Date.now() - cutAt <= 15_500, `said after ${Date.now() - cutAt} ms`);
  assert.match(await page.title(), /^\(!\) Not live/);
  link.mend();
  await waitForRows(page);
  assert.doesNotMatch(await page.title(), /Not live/);
});

/** A wire between browser and server, to be cut: connections end, and new ones are refused. */
async function wire(t) {
  const { hostname, port } = new URL(server());
  const open = new Set();
  let whole = true;
  const listener = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(Number(port || 80), hostname);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ]) {
      open.add(end);
      end.pipe(other);
      end.on("error", () => other.destroy());
      end.on("close", () => {
        open.delete(end);
        other.destroy();
      });
    }
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const cut = () => {
    whole = false;
    for (const end of open) end.destroy();
  };
  t.after(() => {
    cut();
    listener.close();
  });
  return { url: `http://127.0.0.1:${listener.address().port}`, cut, mend: () => (whole = true) };
}
