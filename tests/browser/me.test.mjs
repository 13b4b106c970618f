// A patient's own page on a phone: how to measure, where each thing is done, a reading that is typed; and what the
// page's worker does without a network.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { eventually, getJson, open, picture, send, server, sideways, smallTargets, stranger, test, violationsFromTheTop, visit } from "./browser.mjs";

const PHONE = { width: 390, height: 844 };
const KINDS = ["pressure", "oxygen", "pulse", "temperature", "weight", "sugar", "breathing"];
const NUMBERS = { weight: { weight: "71,2" }, pressure: { systolic: "128", diastolic: "76" } };

async function at(page) {
  await page.goto("/me");
  await page.waitForURL("**/me/p-*");
  return new URL(page.url()).pathname;
}

/** Waits until the worker has this page and the others that it keeps. */
async function ready(page) {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(async () => {
    const cache = await caches.open("hearthwatch-pages");
    const paths = (await cache.keys()).map((request) => new URL(request.url).pathname);
    return paths.includes(location.pathname) && paths.some((path) => path.endsWith("/appointments"));
  });
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

const keptPaths = (page) =>
  page.evaluate(async () => {
    const all = [];
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) all.push(new URL(request.url).pathname);
    return all;
  });

for (const width of [320, 390])
  test(`how_to_measure_is_said_for_each_monitor_at_${width}_without_a_script`, async (t) => {
    const context = await stranger(t, { viewport: { width, height: 800 }, javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto("/signin");
    await plain.getByRole("button", { name: "Be a patient" }).click();
    await plain.waitForURL("**/me/p-*");
    const address = new URL(plain.url()).pathname;
    await plain.getByRole("link", { name: /^How/ }).first().click();
    await plain.waitForURL("**/how/*");
    const looked = await (await stranger(t, { viewport: { width, height: 800 }, storageState: await context.storageState() })).newPage();
    for (const kind of KINDS) {
      await looked.goto(`${address}/how/${kind}`);
      await looked.getByRole("heading", { level: 1, name: /^How to/ }).waitFor();
      assert.ok((await looked.locator("ol.how li").count()) >= 3, kind);
      assert.equal(await sideways(looked), 0, kind);
      assert.deepEqual(await smallTargets(looked), [], kind);
      assert.deepEqual(await violationsFromTheTop(looked), [], kind);
      await picture(looked, `me-how-${kind}-${width}`);
    }
    await looked.goto(address);
    assert.equal(await sideways(looked), 0);
    assert.deepEqual(await smallTargets(looked), []);
    await picture(looked, `me-day-${width}`);
  });

test("each_thing_to_do_leads_to_where_it_is_done", async (t) => {
  const page = await visit(t, await open(t, PHONE, "patient"), "/me");
  const address = await at(page);
  const ways = await page.locator(".tasks li > a:not(.how)").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.ok((await page.locator("a.how").count()) >= 3, "each measurement says how");
  assert.ok(ways.some((way) => way.includes("/medicines#") || way.includes("/appointments#")), ways.join());
  for (const way of ways) {
    // From elsewhere: two places on one page are no visit of their own.
    await page.goto("about:blank");
    const answer = await page.goto(way);
    assert.equal(answer.status(), 200, way);
    assert.equal(await page.locator(way.slice(way.indexOf("#"))).count(), 1, `${way} leads to a place on its page`);
    assert.ok(way.startsWith(address));
  }
});

for (const [kind, numbers] of Object.entries(NUMBERS))
  test(`a_${kind}_is_typed_and_is_there_as_typed`, async (t) => {
    const page = await visit(t, await open(t, PHONE, "patient"), "/me");
    const address = await at(page);
    await page.goto(`${address}/how/${kind}`);
    const sendings = [];
    page.on("request", (request) => request.method() === "POST" && sendings.push(request.url()));
    for (const name of Object.keys(numbers)) await page.locator(`#${name}`).fill("9999999");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("alert").filter({ hasText: "This number can not be right." }).waitFor();
    assert.equal(sendings.length, 1, "it is sent once, and counts as rejected once");
    assert.deepEqual(await violationsFromTheTop(page), []);
    for (const [name, value] of Object.entries(numbers)) await page.locator(`#${name}`).fill(value);
    await page.getByRole("button", { name: "Send" }).click();
    await page.waitForURL(`**${address}`);
    for (const value of Object.values(numbers)) await page.locator(".readings .value", { hasText: value.replace(",", ".") }).waitFor();
    const { readings } = await getJson(address.replace("/me/", "/api/patients/"));
    const wanted = Number(Object.values(numbers)[0].replace(",", "."));
    const found = readings.filter(({ sign, value }) => sign === (kind === "pressure" ? "systolic" : kind) && value === wanted);
    assert.ok(found.some(({ typed, origin }) => typed === true || origin === "typed"), JSON.stringify(found));
  });

test("a_page_that_is_opened_without_a_network_is_the_last_day_and_says_so", async (t) => {
  const context = await open(t, PHONE, "patient");
  const page = await visit(t, context, "/me");
  const address = await at(page);
  await ready(page);
  const how = await page.locator("a.how").first().getAttribute("href");
  await eventually("how to measure is kept", async () => (await keptPaths(page)).includes(how));
  await page.close();
  await context.setOffline(true);
  const offline = await context.newPage();
  await offline.goto(`${server()}/me`);
  await offline.waitForURL(`**${address}`);
  await offline.getByText(/^No network\. This page is from /).waitFor();
  await offline.getByRole("heading", { name: "To do today" }).waitFor();
  // The style is there, too.
  assert.equal(await offline.evaluate(() => getComputedStyle(document.body).fontSize), "18px");
  assert.equal(await sideways(offline), 0);
  await picture(offline, "me-offline-390");
  await offline.goto(server() + how);
  await offline.getByText(/^No network\. This page is from /).waitFor();
  await offline.locator("#type input[inputmode]").first().waitFor();
  await context.setOffline(false);
  await offline.goto(address);
  assert.equal(await offline.getByText(/^No network/).isVisible(), false);
});

test("a_reading_that_is_typed_without_a_network_arrives_once", async (t) => {
  const context = await open(t, PHONE, "patient");
  const page = await visit(t, context, "/me");
  const address = await at(page);
  await ready(page);
  const how = await page.locator("a.how").first().getAttribute("href");
  await page.goto(how);
  await context.setOffline(true);
  await page.reload();
  await page.getByText(/^No network/).waitFor();
  const sign = await page.locator("#type input[inputmode]").first().getAttribute("name");
  const number = { weight: 71.4, systolic: 131, spo2: 96, pulse: 71, temperature: 36.6, glucose: 101 }[sign];
  for (const input of await page.locator("#type input[inputmode]").all())
    await input.fill((await input.getAttribute("name")) === "diastolic" ? "77" : String(number));
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText("Saved on this phone. We will send it.").waitFor();
  await picture(page, "me-saved-390");
  // Another page of theirs: both would send it.
  const other = await context.newPage();
  await other.goto(address);
  const before = await count(address, sign, number);
  await context.setOffline(false);
  const sent = Promise.any([page, other].map((one) => one.getByText(/^Sent \d/).waitFor()));
  await sent;
  await picture(page, "me-sent-390");
  await eventually("it is there", async () => (await count(address, sign, number)) === before + 1);
  await page.reload();
  await other.reload();
  await new Promise((resolve) => setTimeout(resolve, 2000));
  assert.equal(await count(address, sign, number), before + 1);
});

async function count(address, sign, number) {
  const { readings } = await getJson(address.replace("/me/", "/api/patients/"));
  return readings.filter((one) => one.sign === sign && one.value === number).length;
}

/** Signs somebody in over whoever was, without the way in, whether these windows have a network or not. */
async function signIn(context, role) {
  const headers = { origin: server(), "content-type": "application/x-www-form-urlencoded" };
  const answer = await fetch(`${server()}/signin/demo`, { method: "POST", headers, body: `role=${role}`, redirect: "manual" });
  assert.equal(answer.status, 303);
  const [name, value] = answer.headers.get("set-cookie").split(";")[0].split("=");
  const old = (await context.cookies()).find((cookie) => cookie.name === name);
  await context.addCookies([{ ...old, value }]);
}

/** What waits in this browser, of anybody. */
const waits = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("hearthwatch", 1);
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const all = request.result.transaction("waiting").objectStore("waiting").getAll();
          all.onsuccess = () => resolve(all.result.map(({ who, action }) => `${who} ${action.split("/").at(-1)}`));
          request.result.close();
        };
      }),
  );

async function write(page, subject) {
  await page.getByLabel("What is it about?").fill(subject);
  await page.getByLabel("Your message").fill("Hello.");
  await page.getByRole("button", { name: "Send" }).last().click();
}

test("an_appointment_that_was_changed_meanwhile_is_refused_and_never_called_sent", async (t) => {
  const context = await open(t, PHONE, "patient");
  const page = await visit(t, context, "/me");
  const address = await at(page);
  const visits = address.replace("/me/", "/api/patients/") + "/appointments";
  const starts_at = Date.now() + (30 + (Date.now() % 20)) * 24 * 3_600_000;
  const offered = await send("POST", visits, { starts_at, minutes: 20, note: `meanwhile ${starts_at}` });
  assert.equal(offered.status, 200);
  const { id, version } = (await offered.json()).find(({ note }) => note === `meanwhile ${starts_at}`);
  await page.goto(`${address}/appointments`);
  await context.setOffline(true);
  await page.locator(`#${id}`).getByRole("button", { name: "Yes, I will come" }).click();
  await page.getByText("Saved on this phone.").waitFor();
  const step = await send("POST", `${visits}/${id}/steps`, { do: "cancel", version });
  assert.equal(step.status, 200);
  await context.setOffline(false);
  const said = page.locator("#outbox");
  await said.filter({ hasText: /^Something that waited on this phone could not be sent \(\d\d:\d\d\)\. .*Somebody changed it first\./ }).waitFor();
  assert.doesNotMatch(await said.innerText(), /Sent|&#/);
  await picture(page, "me-refused-390");
  assert.deepEqual(await waits(page), [], "it is refused for good");
});

test("what_waits_is_kept_across_a_change_of_session_and_is_sent_by_nobody_else", async (t) => {
  const context = await open(t, PHONE, "patient");
  const page = await visit(t, context, "/me");
  const address = await at(page);
  await page.goto(`${address}/messages`);
  const subject = `Waits ${Date.now()}`;
  await context.setOffline(true);
  await write(page, subject);
  await page.getByText("Saved on this phone.").waitFor();
  // That it waits is said once, and not each time when it was tried.
  const changes = await page.evaluate(async () => {
    const tried = () => {
      dispatchEvent(new Event("online"));
      return navigator.locks.request("hearthwatch-outbox", () => {});
    };
    await tried();
    let changes = 0;
    new MutationObserver((all) => (changes += all.length)).observe(document.getElementById("outbox"), { childList: true, subtree: true });
    await tried();
    await tried();
    await new Promise((resolve) => setTimeout(resolve));
    return changes;
  });
  assert.equal(await page.locator("#outbox").innerText(), "1 thing waits on this phone to be sent.");
  assert.equal(changes, 0);
  // Somebody else signs in, and this page is as it was.
  await signIn(context, "carer");
  await context.setOffline(false);
  await page.getByText(/Please open this page again/).waitFor();
  assert.deepEqual(await waits(page), ["Dilys Evans messages"]);
  assert.equal(await page.evaluate(() => outbox.flush("Dilys Evans", () => {})), 1, "background sync hears that it waits");
  const carer = await visit(t, context, `${address}/messages`);
  await carer.getByRole("heading", { name: "Messages", level: 1 }).waitFor();
  // The page before is of nobody who is signed in: it sends nothing, and loses nothing.
  await eventually("the browser knows whose pages these are", () => page.evaluate(async () => (await outbox.flush("Dilys Evans", () => {})) === 0));
  assert.deepEqual(await waits(page), ["Dilys Evans messages"]);
  await signIn(context, "patient");
  const again = await visit(t, context, "/me");
  await again.getByText(/^Sent \d/).waitFor();
  await again.goto(`${address}/messages`);
  assert.equal(await again.getByRole("heading", { name: subject }).count(), 1);
  assert.deepEqual(await waits(again), []);
});

test("what_the_server_can_t_take_now_holds_up_nothing_else", async (t) => {
  const context = await stranger(t, { viewport: PHONE, serviceWorkers: "block" });
  await context.request.post("/signin/demo", { form: { role: "patient" }, headers: { origin: server() } });
  const page = await visit(t, context, "/me");
  await page.goto(`${await at(page)}/messages`);
  const [first, second] = [`First ${Date.now()}`, `Second ${Date.now()}`];
  await context.setOffline(true);
  for (const subject of [first, second]) {
    await write(page, subject);
    await page.waitForFunction(() => document.getElementById("subject").value === "");
  }
  const isFirst = (route) => route.request().postData()?.includes(first);
  await page.route("**/messages", (route) => (isFirst(route) ? route.fulfill({ status: 503 }) : route.continue()));
  await context.setOffline(false);
  await eventually("the second went", async () => (await waits(page)).length === 1);
  await page.getByText("1 thing waits on this phone").waitFor();
  await page.unrouteAll();
  await page.reload();
  await page.getByText(/^Sent \d/).waitFor();
  await page.reload();
  for (const subject of [first, second]) assert.equal(await page.getByRole("heading", { name: subject }).count(), 1, subject);
});

test("what_these_pages_left_in_another_place_before_is_sent_and_another_s_stays", async (t) => {
  const page = await visit(t, await open(t, PHONE, "patient"), "/me");
  const address = await at(page);
  await page.goto(`${address}/messages`);
  const subject = `Before ${Date.now()}`;
  await page.evaluate(
    ([address, subject]) => {
      const value = (name) => document.querySelector(`input[name=${name}]`).value;
      const fields = Object.entries({ token: value("token"), key: `k-${Date.now()}`, subject, text: "Hello." });
      const of = (who) => ({ who, action: `${address}/messages`, multipart: true, fields });
      localStorage.setItem("hearthwatch-outbox", JSON.stringify([of("Dilys Evans"), of("Gwen Hart")]));
    },
    [address, subject],
  );
  await page.reload();
  await page.getByText(/^Sent \d/).waitFor();
  const left = await page.evaluate(() => JSON.parse(localStorage.getItem("hearthwatch-outbox")).map(({ who }) => who));
  assert.deepEqual(left, ["Gwen Hart"]);
  await page.reload();
  assert.equal(await page.getByRole("heading", { name: subject }).count(), 1);
});

test("after_signing_out_nothing_of_anybody_is_kept_and_never_a_page_of_staff", async (t) => {
  const context = await open(t, PHONE, "patient");
  const page = await visit(t, context, "/me");
  const address = await at(page);
  await ready(page);
  for (const part of ["/messages", "/documents", "/looks", "/medicines"]) await page.goto(address + part);
  const kept = await keptPaths(page);
  assert.ok(kept.includes(address));
  const allowed = /^\/me(\/[^/]+(\/(questions|medicines|appointments|how\/[a-z]+))?)?$|^\/(pages\.css|me\.js|outbox\.js|favicon\.svg)$/;
  assert.deepEqual(kept.filter((path) => !allowed.test(path)), []);
  await page.goto(address);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/signin**");
  await page.waitForFunction(async () => !(await caches.has("hearthwatch-pages")));
  assert.deepEqual((await keptPaths(page)).filter((path) => path.startsWith("/me/")), []);
  // Somebody of staff in the same browser: their pages are not kept.
  await page.getByRole("button", { name: "Be a clinician" }).click();
  await page.waitForURL("**/work");
  await page.locator("tr[data-patient]").first().waitFor();
  await page.goto(address.replace("/me/", "/patients/"));
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.deepEqual((await keptPaths(page)).filter((path) => !allowed.test(path) || path.startsWith("/me/")), []);
  await context.setOffline(true);
  const offline = await context.newPage();
  await assert.rejects(offline.goto(server() + address), /ERR_/);
  await context.setOffline(false);
});

test("another_person_in_the_same_browser_finds_nothing_of_the_one_before", async (t) => {
  const context = await open(t, PHONE, "patient");
  const page = await visit(t, context, "/me");
  const address = await at(page);
  await ready(page);
  // A page that the worker keeps of nobody by itself: the next person never opens it.
  const linked = await page.locator("a.how").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  const own = KINDS.map((kind) => `${address}/how/${kind}`).find((path) => !linked.includes(path));
  await page.goto(own);
  await eventually("hers is kept", async () => (await keptPaths(page)).includes(own));
  // Signed in over the other's session, without the way in.
  await signIn(context, "carer");
  await at(page);
  await page.waitForFunction(async () => {
    const cache = await caches.open("hearthwatch-pages");
    return (await (await cache.match("/me"))?.text()) === "Gwen Hart";
  });
  const texts = () =>
    page.evaluate(async () => {
      const cache = await caches.open("hearthwatch-pages");
      return Promise.all((await cache.keys()).map(async (key) => (await cache.match(key)).text()));
    });
  assert.ok(!(await keptPaths(page)).includes(own), "what only she had opened is gone");
  assert.deepEqual((await texts()).filter((text) => text.includes('data-who="Dilys Evans"')), []);
  await eventually("the next person's day is kept", async () => (await keptPaths(page)).includes(address));
  await context.setOffline(true);
  await page.goto(server() + address);
  await page.getByText("Gwen Hart").waitFor();
  await assert.rejects(page.goto(server() + own), /ERR_/);
  await context.setOffline(false);
});

test("a_patient_s_page_with_all_that_it_needs_is_small", async (t) => {
  const context = await open(t, PHONE, "patient");
  const page = await visit(t, context, "/me");
  const address = await at(page);
  let bytes = 0;
  for (const path of [address, "/pages.css", "/me.js", "/outbox.js", "/worker.js", "/favicon.svg"])
    bytes += gzipSync(await (await context.request.get(path)).body()).length;
  assert.ok(bytes < 20_000, `${bytes} bytes`);
});

test("answers_from_before_the_network_went_are_on_the_page_with_all_questions", async (t) => {
  const context = await stranger(t, { viewport: PHONE, serviceWorkers: "block" });
  await context.request.post("/signin/demo", { form: { role: "patient" }, headers: { origin: server() } });
  const page = await visit(t, context, "/me");
  const address = `${await at(page)}/questions`;
  // Questions that wait as long as the test does, and the worker's part: away, it gives the page that it has kept.
  const radio = (id) => ["yes", "no"].map((value) => `<label><input type="radio" name="q-${id}" value="${value}" required> ${id} ${value}</label>`).join("");
  const form = (kind, inner) =>
    `<form method="post" action="${address}" ${kind}><input type="hidden" name="questionnaire" value="q">${inner}<button name="step" value="next">Go on</button></form>`;
  const one = form("data-steps", `<input type="hidden" name="q-a" value="yes"><input type="hidden" name="at" value="b">${radio("b")}`);
  const all = form("data-outbox", `<input type="hidden" name="at" value="">${radio("a")}${radio("b")}<input name="q-c">`);
  let isAway = false;
  await page.route(`**${address}`, async (route) => {
    if (route.request().method() === "POST") return route.abort();
    const answer = await route.fetch();
    const text = (await answer.text()).replace("</main>", `${isAway ? all : one}</main>`);
    return route.fulfill({ response: answer, body: isAway ? text.replace('<p id="kept" hidden', '<p id="kept"') : text });
  });
  await page.goto(address);
  await page.getByLabel("b no").check();
  isAway = true;
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("This could not be sent now.").waitFor();
  assert.ok(await page.getByLabel("b no").isChecked(), "nothing is kept: the page stays");
  await page.evaluate(async (path) => (await caches.open("hearthwatch-pages")).put(path, new Response("kept")), `${address}?whole=true`);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.locator("#kept").waitFor();
  for (const given of ["q-a][value=yes", "q-b][value=no"]) await page.locator(`input[name=${given}]:checked`).waitFor();
  assert.equal(await page.locator("input[name=q-c]").inputValue(), "");
});
