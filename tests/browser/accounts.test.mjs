// Accounts, tokens, the trail and the interface's own page, as a care manager and an operator use them.
import assert from "node:assert/strict";
import { open, picture, server, sideways, test, violationsFromTheTop, visit } from "./browser.mjs";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 320, height: 640 },
];

const unique = (start) => `${start} ${Date.now() % 1_000_000}`;

test("an_operator_lets_somebody_in_by_a_link_that_works_once_locks_and_removes_them", async (t) => {
  const context = await open(t, SIZES[0], "operator");
  const page = await visit(t, context, "/accounts");
  const name = unique("Nia Rees");
  await page.getByRole("button", { name: "Let somebody in" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill(name);
  await form.getByRole("checkbox", { name: "clinician" }).check();
  await form.getByRole("button", { name: "Make the link" }).click();
  await page.getByRole("img", { name: "The link as a code to scan" }).waitFor();
  const link = await page.locator("dialog code").textContent();
  assert.match(link, /^http:\/\/.*\/enter\/[\w-]{43}$/);
  assert.deepEqual(await violationsFromTheTop(page), []);
  await picture(page, "account-link-1440");
  await page.getByRole("button", { name: "Close" }).click();

  const guest = await visit(t, await open(t, SIZES[1], null), link);
  await guest.getByLabel(/password/i).first().fill("zq-7-kwv-xyj-42");
  await guest.getByRole("button", { name: "Keep it and sign in" }).click();
  await guest.waitForURL("**/work");

  const row = page.getByRole("row", { name: new RegExp(name) });
  await row.getByText("Can sign in, signed in once").waitFor();
  await row.getByRole("button", { name: `Manage ${name}` }).click();
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  await row.getByText("Locked").waitFor();
  const stopped = await guest.context().request.get("/api/me");
  assert.equal(stopped.status(), 401, "a lock ends the session");

  await row.getByRole("button", { name: `Manage ${name}` }).click();
  await page.getByRole("checkbox", { name: "operator" }).check();
  await page.getByRole("button", { name: "Save roles" }).click();
  await row.getByText("clinician, operator").waitFor();
  await row.getByRole("button", { name: `Manage ${name}` }).click();
  await page.getByRole("button", { name: "Remove the account" }).click();
  await page.getByRole("button", { name: "Yes, remove" }).click();
  await row.waitFor({ state: "detached" });

  await page.goto("/audit");
  await page.getByLabel("Who, or about whom").fill(name);
  await page.getByRole("button", { name: "Search" }).click();
  for (const what of ["added an account: clinician", "locked an account", "changed roles: clinician operator", "removed an account"])
    await page.getByRole("cell", { name: what }).first().waitFor();
  await page.getByLabel("Outcome").selectOption("denied");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("cell", { name: "removed an account" }).waitFor({ state: "detached" });
});

test("a_token_is_shown_once_does_what_its_scopes_say_and_is_revoked", async (t) => {
  const context = await open(t, SIZES[0], "operator");
  const page = await visit(t, context, "/accounts");
  const name = unique("Feed");
  await page.getByRole("button", { name: "Let somebody in" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("checkbox", { name: "program" }).check();
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.getByText("A program needs no link").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  const label = unique("graphs");
  await page.getByRole("combobox", { name: "Program" }).selectOption(name);
  await page.getByLabel("What it is for").fill(label);
  await page.getByRole("button", { name: "Make a token" }).click();
  const token = await page.locator(".panel code").textContent();
  const asks = (path) => fetch(server() + path, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await asks("/metrics")).status, 200);
  assert.equal((await asks("/api/worklist")).status, 403);
  await page.reload();
  await page.getByRole("rowheader", { name: label }).waitFor();
  assert.equal(await page.getByText(token).count(), 0, "it is shown once");
  await page.getByRole("button", { name: `Revoke ${label}` }).click();
  await page.getByRole("rowheader", { name: label }).waitFor({ state: "detached" });
  assert.equal((await asks("/metrics")).status, 401);
});

test("a_care_manager_sees_whom_they_settle_and_is_told_what_they_may_not", async (t) => {
  const page = await visit(t, await open(t, SIZES[0]), "/accounts");
  await page.getByRole("rowheader", { name: "Gwen Hart" }).waitFor();
  assert.equal(await page.getByRole("heading", { name: "Tokens of programs" }).count(), 0);
  await page.getByRole("button", { name: "Let somebody in" }).click();
  assert.equal(await page.getByRole("checkbox", { name: "operator" }).count(), 0);
  await page.getByRole("dialog").getByLabel("Name").fill("<b>Nobody</b>");
  await page.getByRole("checkbox", { name: "patient" }).check();
  await page.getByLabel("Whose record, by id").fill("p-9999");
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByRole("dialog").getByLabel("Name").inputValue(), "<b>Nobody</b>", "what was typed stays");
});

for (const size of SIZES)
  for (const [path, heading] of [
    ["/accounts", "Who can sign in"],
    ["/audit", "Who did what"],
    ["/docs", "Hearthwatch interface"],
    ["/signin", "Sign in"],
  ])
    test(`${path}_at_${size.width}_is_whole_and_accessible`, async (t) => {
      const page = await visit(t, await open(t, size, "operator"), path);
      await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
      if (path === "/accounts" || path === "/audit") await page.getByRole("row").nth(1).waitFor();
      assert.deepEqual(await violationsFromTheTop(page), []);
      assert.equal(await sideways(page), 0);
      await picture(page, `${path.slice(1)}-${size.width}`);
    });
