// Ages and lateness in words, each limit from both sides.
import { expect, test } from "vitest";
import { age, lateness, momentOf, span, timesIn, zoneName } from "./time";

const S = 1_000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
/** The words have no-break spaces, so that a number never parts from its unit. */
const plain = (words: string | null): string | undefined => words?.replaceAll("\u00a0", " ");

test("an_age_is_said_in_its_largest_unit", () => {
  const table: [number, string][] = [
    [-5 * M, "now"],
    [M - 1, "now"],
    [M, "1 min"],
    [H - 1, "59 min"],
    [H, "1 h"],
    [2 * D - 1, "47 h"],
    [2 * D, "2 days"],
    [1000 * D, "1,000 days"],
  ];
  for (const [past, want] of table) expect(plain(age(10 * D, 10 * D + past)), `${past} ms`).toBe(want);
});

test("a_wait_is_said_in_two_units", () => {
  const table: [number, string][] = [
    [0, "0 min"],
    [H - 1, "59 min"],
    [H, "1 h"],
    [H + 5 * M, "1 h 5 min"],
    [2 * D, "2 days"],
    [2 * D + 3 * H, "2 days 3 h"],
  ];
  for (const [ms, want] of table) expect(plain(span(ms)), `${ms} ms`).toBe(want);
});

test("lateness_is_a_word_and_starts_after_the_due_time", () => {
  expect(lateness(D, D)).toBeNull();
  expect(plain(lateness(D, D + 1))).toBe("late by under a minute");
  expect(plain(lateness(D, D + 6 * M))).toBe("late by 6 min");
});

test("a_zone_s_clocks_are_its_own_wherever_the_reader_sits", () => {
  const noon = Date.UTC(2026, 10, 24, 12);
  expect(timesIn("Europe/Madrid").clock(noon)).toBe("13:00");
  expect(timesIn("America/New_York").clock(noon)).toBe("07:00");
  expect(timesIn("Europe/Madrid").moment(noon, noon + D)).toMatch(/13:00$/);
  expect(timesIn("No/Where").clock(noon)).toBe(timesIn().clock(noon));
  expect(zoneName("Europe/Madrid", noon)).toBe("Madrid, GMT+1");
  expect(zoneName("America/New_York", Date.UTC(2026, 6, 1))).toBe("New York, GMT-4");
});

test("what_is_typed_by_the_patient_s_clock_is_that_moment_before_and_after_clocks_change", () => {
  const check = (local: string, zone: string, utc: string): void =>
    expect(new Date(momentOf(local, zone)).toISOString(), `${local} in ${zone}`).toBe(utc);
  check("2026-11-24T10:30", "Europe/London", "2026-11-24T10:30:00.000Z");
  check("2026-07-24T10:30", "Europe/London", "2026-07-24T09:30:00.000Z");
  // Clocks go forward at 02:00 on 8 March, and back at 02:00 on 1 November.
  check("2026-03-08T01:59", "America/New_York", "2026-03-08T06:59:00.000Z");
  check("2026-03-08T03:00", "America/New_York", "2026-03-08T07:00:00.000Z");
  check("2026-11-01T00:59", "America/New_York", "2026-11-01T04:59:00.000Z");
  check("2026-11-01T02:00", "America/New_York", "2026-11-01T07:00:00.000Z");
  expect(momentOf("", "Europe/London")).toBeNaN();
});
