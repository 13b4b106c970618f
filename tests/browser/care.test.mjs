// The circle around a patient in a real browser: today's tasks, messages there and back, medicines, appointments,
// documents, and what is sent without a network.
import assert from "node:assert/strict";
import { cutCells, eventually, getJson, open, picture, server, sideways, smallTargets, stranger, test, violationsFromTheTop, visit } from "./browser.mjs";

const PHONE = { width: 390, height: 844 };
const SIZES = [320, 390, 768, 1440];
const PAGES = ["", "/messages", "/medicines", "/appointments", "/documents"];

/** Where staff read and write to somebody with this address of their own. */
const messagesOf = (address) => `${address.replace("/me/", "/patients/")}?tab=messages`;

/** Somebody's own page: gives its address. */
async function at(page) {
  await page.goto("/me");
  await page.waitForURL("**/me/p-*");
  return new URL(page.url()).pathname;
}

/** Waits until a page shows what was sent from it. A busy server's answer may be late: then it waits on the phone, is
 * sent again, and the page as it is says "Sent 10:12". */
async function arrives(page, shown) {
  const late = page.getByText(/^Sent \d/);
  await shown.or(late).first().waitFor();
  if (!(await shown.count())) await page.reload();
  await shown.first().waitFor();
}

for (const width of SIZES)
  test(`the_pages_of_a_patient_at_${width}_are_whole_and_accessible`, async (t) => {
    const page = await visit(t, await open(t, { width, height: 900 }, "patient"), "/me");
    const address = await at(page);
    for (const path of PAGES) {
      await page.goto(address + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
      assert.deepEqual(await violationsFromTheTop(page), [], path);
      assert.equal(await sideways(page), 0, path);
      assert.deepEqual(await smallTargets(page), [], path);
      await picture(page, `care${path.replace("/", "-") || "-day"}-${width}`);
    }
  });

test("a_patient_writes_a_clinician_answers_and_both_see_that_it_was_read", async (t) => {
  const patient = await visit(t, await open(t, PHONE, "patient"), "/me");
  const address = await at(patient);
  await patient.goto(`${address}/messages`);
  const subject = `Question ${Date.now()} <b>bold</b>`;
  await patient.getByLabel("What is it about?").fill(subject);
  await patient.getByLabel("Your message").fill("May I walk to town?\n<script>document.title='broken'</script>");
  await patient.getByRole("button", { name: "Send" }).last().click();
  const own = patient.locator("section.card", { hasText: subject });
  await arrives(patient, own.getByText("<script>"));
  assert.equal(await patient.title(), "Messages – Hearthwatch");

  const staff = await visit(t, await open(t, { width: 1440, height: 900 }, "clinician"), messagesOf(address));
  const thread = staff.locator("article.thread", { hasText: subject });
  await thread.getByText("<script>").waitFor();
  await thread.getByLabel(`Answer: ${subject}`).fill("Yes, slowly.");
  await thread.getByRole("button", { name: "Send" }).click();
  await thread.getByText("Yes, slowly.", { exact: true }).waitFor();
  await picture(staff, "care-clinician-1440");

  // What one page was told is in the store a moment later.
  await eventually("the answer, and that theirs was read", async () => {
    await patient.reload();
    const [answer, read] = [own.getByText("Yes, slowly."), own.getByText(/Read by Ben Cole \(clinician\)/)];
    return (await answer.count()) > 0 && (await read.count()) > 0;
  });
  await thread.getByText(/Read by Dilys/).waitFor();
});

test("the_work_list_says_that_a_message_waits_until_it_was_marked_as_read", async (t) => {
  const patient = await visit(t, await open(t, PHONE, "patient"), "/me");
  const address = await at(patient);
  const id = address.split("/").at(-1);
  await patient.goto(`${address}/messages`);
  await patient.getByLabel("What is it about?").fill("One more");
  await patient.getByLabel("Your message").fill("Thank you!");
  await patient.getByRole("button", { name: "Send" }).last().click();
  await arrives(patient, patient.getByText("Thank you!").first());
  const unread = async () => (await getJson("/api/worklist")).rows.find((row) => row.patient === id).unread;
  await eventually("a message waits", async () => (await unread()) > 0);
  const staff = await visit(t, await open(t, undefined, "clinician"), messagesOf(address));
  await staff.getByRole("button", { name: "Mark all as read" }).click();
  await eventually("nothing waits", async () => (await unread()) === 0);
});

test("a_patient_agrees_to_an_appointment_and_puts_it_into_their_calendar", async (t) => {
  const patient = await visit(t, await open(t, PHONE, "patient"), "/me");
  await patient.goto(`${await at(patient)}/appointments`);
  const yes = patient.getByRole("button", { name: "Yes, I will come" }).first();
  if (await yes.count()) await yes.click();
  await patient.getByText("This is fixed.").first().waitFor();
  const [file] = await Promise.all([
    patient.waitForEvent("download"),
    patient.getByRole("link", { name: "Put it in my calendar" }).first().click(),
  ]);
  assert.equal(file.suggestedFilename(), "appointment.ics");
});

test("what_is_sent_without_a_network_waits_and_arrives_once", async (t) => {
  const context = await open(t, PHONE, "patient");
  const patient = await visit(t, context, "/me");
  const address = await at(patient);
  await patient.goto(`${address}/messages`);
  const subject = `From the cellar ${Date.now()}`;
  await context.setOffline(true);
  await patient.getByLabel("What is it about?").fill(subject);
  await patient.getByLabel("Your message").fill("No signal here.");
  await patient.getByRole("button", { name: "Send" }).last().click();
  await patient.getByText("Saved on this phone. We will send it.").waitFor();
  await picture(patient, "care-outbox-390");
  await context.setOffline(false);
  await patient.getByText(/^Sent \d/).waitFor();
  await patient.reload();
  assert.equal(await patient.getByRole("heading", { name: subject }).count(), 1);
});

test("a_carer_sees_no_documents_and_nothing_that_was_not_opened_to_them", async (t) => {
  const patient = await visit(t, await open(t, PHONE, "patient"), "/me");
  const address = await at(patient);
  await patient.goto(`${address}/messages`);
  const subject = `Private ${Date.now()}`;
  await patient.getByLabel("What is it about?").fill(subject);
  await patient.getByLabel("Your message").fill("Only for you.");
  await patient.getByRole("button", { name: "Send" }).last().click();
  await arrives(patient, patient.getByRole("heading", { name: subject }));
  const carer = await visit(t, await open(t, PHONE, "carer"), `${address}/messages`);
  await carer.getByRole("heading", { name: "Messages", level: 1 }).waitFor();
  assert.equal(await carer.getByText(subject).count(), 0);
  assert.equal(await carer.getByRole("link", { name: "Documents" }).count(), 0);
  assert.equal((await carer.goto(`${address}/documents`)).status(), 403);
});

test("without_a_script_a_patient_sends_a_file_and_takes_it_back_out", async (t) => {
  const context = await stranger(t, { viewport: PHONE, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/signin");
  await page.getByRole("button", { name: "Be a patient" }).click();
  await page.waitForURL("**/me/p-*");
  await page.getByRole("link", { name: "Documents" }).click();
  const name = `letter ${Date.now()}`;
  await page.locator("#file").setInputFiles({ name: `${name}.html`, mimeType: "text/html", buffer: Buffer.from("%PDF-1.7 a letter") });
  await page.getByRole("button", { name: "Send" }).click();
  const link = page.getByRole("link", { name: `${name}.pdf` });
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  assert.equal(file.suggestedFilename(), `${name}.pdf`);
  await page.locator("#file").setInputFiles({ name: "a.pdf", mimeType: "application/pdf", buffer: Buffer.from("<script>1</script>") });
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("alert").filter({ hasText: "We can not take this kind of file." }).waitFor();
});

for (const [role, width] of [["clinician", 1280], ["care_manager", 390]])
  test(`a_${role}_sees_what_was_handed_in_at_${width}_takes_it_out_and_the_trail_says_so`, async (t) => {
    const sender = await open(t, PHONE, "patient");
    const patient = await visit(t, sender, "/me");
    const address = await at(patient);
    const name = `letter ${Date.now()} <b>bold`;
    const sent = await sender.request.post(`${address.replace("/me/", "/api/patients/")}/documents`, {
      multipart: { file: { name: `${name}.exe`, mimeType: "text/html", buffer: Buffer.from("%PDF-1.7 a letter") } },
      headers: { origin: server() },
    });
    assert.equal(sent.status(), 201);
    const { id, name: kept } = await sent.json();

    const page = await visit(t, await open(t, { width, height: 900 }, role), messagesOf(address));
    const line = page.locator(`tr[data-document="${id}"]`);
    await line.waitFor();
    assert.deepEqual((await line.locator("td").allInnerTexts()).slice(0, 3), [kept, "PDF", "17 B"]);
    assert.equal(await line.locator("td").last().innerText(), "Dilys Evans");
    await line.scrollIntoViewIfNeeded();
    await picture(page, `care-documents-${width}`);
    assert.deepEqual(await cutCells(page), []);
    assert.equal(await sideways(page), 0);
    assert.deepEqual(await violationsFromTheTop(page), []);
    const [file] = await Promise.all([page.waitForEvent("download"), line.getByRole("link").click()]);
    assert.equal(file.suggestedFilename(), kept);
    const taken = `${address.replace("/me/", "/api/patients/")}/documents/${id}`;
    const { records } = await getJson(`/api/audit?patient=${address.split("/").at(-1)}&limit=50`);
    const looked = records.find(({ object }) => object === taken);
    assert.deepEqual([looked?.role, looked?.outcome], [role, "done"]);
  });
