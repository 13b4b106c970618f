// Who is next, and what holding the order means.
import { expect, test } from "vitest";
import type { Row } from "../contract";
import { alarmed, alertFor, MINUTE, NOON, patient, SEEN } from "../testing";
import { held, inSection, matches, sorted } from "./order";

function check(rows: Row[], want: string): void {
  expect(sorted(rows, NOON).map((row) => row.patient).join(" ")).toBe(want);
  expect(sorted(rows.toReversed(), NOON).map((row) => row.patient).join(" "), "whatever the order of arrival").toBe(want);
}

test("severity_comes_first", () => {
  check([patient("calm"), alarmed("r", { severity: "review" }), alarmed("u", { severity: "urgent" }), alarmed("e")], "e u r calm");
});

test("among_equals_the_overdue_come_first", () => {
  check([alarmed("long", { raised_at: NOON - 60 * MINUTE }), alarmed("late", { due_at: NOON - 1 })], "late long");
});

test("an_alert_due_now_is_not_overdue_yet", () => {
  check([alarmed("b", { due_at: NOON }), alarmed("a", { due_at: NOON + MINUTE })], "a b");
});

test("then_the_longest_waiting_then_the_id", () => {
  check([alarmed("b"), alarmed("a"), alarmed("c", { raised_at: NOON - 30 * MINUTE })], "c a b");
});

test("an_acknowledged_emergency_comes_after_every_waiting_patient", () => {
  check([alarmed("seen", { acknowledged: SEEN }), alarmed("r", { severity: "review" })], "r seen");
});

test("a_patient_with_one_alert_seen_and_one_waiting_still_waits", () => {
  const row = patient("p", {
    alerts: [alertFor("p", { acknowledged: SEEN }), alertFor("p", { id: "a-2", severity: "review" })],
  });
  expect(inSection(row, "waiting", null, NOON)).toBe(true);
  expect(inSection(row, "seen", null, NOON)).toBe(false);
  check([alarmed("u", { severity: "urgent" }), row], "p u");
});

test("a_patient_without_a_score_comes_before_the_ones_in_range", () => {
  check([patient("a"), patient("silent", { news2: null })], "silent a");
});

test("held_rows_keep_their_places_and_newcomers_join_at_the_end", () => {
  expect(held(["a", "b", "c"], ["d", "c", "b", "a"], () => true)).toEqual(["a", "b", "c", "d"]);
});

test("a_held_row_stays_when_it_no_longer_belongs_and_goes_when_its_patient_does", () => {
  expect(held(["a", "b"], ["b"], () => true)).toEqual(["a", "b"]);
  expect(held(["a", "b"], ["b"], (id) => id !== "a")).toEqual(["b"]);
});

test("find_looks_for_every_word_in_name_number_and_conditions", () => {
  const row = patient("p-0042", { name: "SINGH, Priya", conditions: ["Heart failure"] });
  for (const find of ["", "singh", "priya heart", "0042"]) expect(matches(row, find), find).toBe(true);
  expect(matches(row, "singh copd")).toBe(false);
});

const SILENT = { until: NOON + MINUTE, by: "Sian Jones", reason: "scale is being mended" };

test("what_is_silent_for_a_while_comes_after_what_is_seen_and_has_a_section_of_its_own", () => {
  const row = alarmed("quiet", { snoozed: SILENT });
  check([patient("calm"), row, alarmed("seen", { acknowledged: SEEN }), alarmed("r", { severity: "review" })], "r seen quiet calm");
  expect(["waiting", "seen", "snoozed"].map((section) => inSection(row, section as "seen", null, NOON))).toEqual([false, false, true]);
});

test("an_alert_that_isn_t_silent_keeps_a_patient_waiting", () => {
  const row = patient("p", { alerts: [alertFor("p", { snoozed: SILENT }), alertFor("p", { id: "a-2", severity: "review" })] });
  expect(inSection(row, "waiting", null, NOON)).toBe(true);
  check([row, alarmed("u", { severity: "urgent" })], "u p");
});

test("whom_an_alert_was_given_to_or_who_promised_and_did_not_do_it_is_needed", () => {
  const mine = (change: object): boolean => inSection(alarmed("p", { owner: "Sian Jones", ...change }), "mine", "Sian Jones", NOON);
  expect(mine({})).toBe(true);
  expect(mine({ acknowledged: SEEN })).toBe(false);
  expect(mine({ acknowledged: SEEN, due_at: NOON - 1 })).toBe(true);
  expect(mine({ snoozed: SILENT })).toBe(false);
  expect(mine({ owner: "Ann Moss" })).toBe(false);
  expect(inSection(alarmed("p", { owner: null }), "mine", null, NOON)).toBe(false);
});
