// Signing in and out in a real browser, and what each role gets to see; the patient's pages without a script.
import assert from "node:assert/strict";
import { open, picture, server, sideways, stranger, test, violations, violationsFromTheTop, visit, waitForRows } from "./browser.mjs";

const PHONES = [
  { width: 320, height: 640 },
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
];

/** What a finger has to hit and is lower than 48 px. */
const smallTargets = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("button, main a, input:not([type=hidden], [type=radio]), .choice")]
      .filter((target) => target.checkVisibility() && target.getBoundingClientRect().height < 47.5)
      .map((target) => target.textContent.trim()),
  );

test("who_is_not_signed_in_signs_in_and_comes_back_to_where_they_were", async (t) => {
  const context = await open(t, undefined, null);
  const page = await visit(t, context, "/rules");
  await page.waitForURL("**/signin?next=/rules");
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Be a care manager" }).click();
  await page.waitForURL("**/rules");
  await page.getByText("Ann Moss (care manager)").waitFor();
  const [cookie] = await context.cookies();
  assert.ok(cookie.httpOnly && cookie.sameSite === "Lax", JSON.stringify(cookie));

  await page.locator(".signed-in > summary").click();
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("button", { name: "Sign out" }).count(), 0, "Esc shuts the menu");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/signin");
  await page.goBack();
  await page.waitForURL("**/signin?next=/rules");
});

test("a_page_whose_session_ends_meanwhile_goes_to_sign_in", async (t) => {
  const context = await open(t);
  const page = await visit(t, context, "/work");
  await waitForRows(page);
  const { origin } = new URL(server());
  const out = await context.request.post("/api/signout", { data: { everywhere: true }, headers: { origin } });
  assert.equal(out.status(), 204);
  await page.waitForURL("**/signin?next=/work");
});

test("an_operator_has_their_page_and_is_told_in_words_what_is_not_for_them", async (t) => {
  const context = await open(t, undefined, "operator");
  const page = await visit(t, context, "/");
  await page.waitForURL("**/ops");
  await page.getByText("Olu Ade (operator)").waitFor();
  await page.getByText(/^● Live/).waitFor();
  assert.equal(await page.getByRole("link", { name: "Worklist" }).count(), 0);
  assert.deepEqual(await violationsFromTheTop(page), []);
  await page.goto("/work");
  await page.getByRole("heading", { name: "This page is not for your role" }).waitFor();
  assert.deepEqual(await violations(page), []);
  assert.equal((await page.goto("/nowhere")).status(), 404);
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByRole("link", { name: "Go to your own page" }).click();
  await page.waitForURL("**/ops");
});

test("wrong_words_are_told_as_such_and_the_name_stays", async (t) => {
  const page = await visit(t, await open(t, PHONES[0], null), "/signin");
  await page.getByLabel("Name").fill('"><b>Nobody');
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "Name or password is wrong." }).waitFor();
  assert.equal(await page.getByLabel("Name").inputValue(), '"><b>Nobody');
  assert.deepEqual(await violations(page), []);
  assert.equal(await sideways(page), 0);
});

for (const size of PHONES)
  for (const role of ["patient", "carer"])
    test(`the_page_of_a_${role}_at_${size.width}_is_whole_and_accessible_without_a_script`, async (t) => {
      const context = await stranger(t, { viewport: size, javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto("/signin");
      await page.getByRole("button", { name: `Be a ${role}` }).click();
      await page.waitForURL("**/me/p-*");
      await page.getByRole("heading", { name: role === "patient" ? "Hello, Dilys" : "Dilys" }).waitFor();
      await page.getByText("Nobody watches this page all the time.").waitFor();
      const address = new URL(page.url()).pathname;
      // axe is a script: the same pages in a browser that runs it.
      const looking = await visit(t, await open(t, size, role), address);
      for (const path of role === "patient" ? [address, `${address}/looks`, `${address}/questions`] : [address, `${address}/questions`]) {
        await looking.goto(path);
        assert.deepEqual(await violationsFromTheTop(looking), [], path);
        assert.equal(await sideways(looking), 0, path);
        assert.deepEqual(await smallTargets(looking), [], path);
        await picture(looking, `${role}-${path.split("/")[3] ?? "day"}-${size.width}`);
      }
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.waitForURL("**/signin");
    });
