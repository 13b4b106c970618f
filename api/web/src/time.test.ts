// Ages and lateness in words, each limit from both sides.
import { expect, test } from "vitest";
import { age, lateness, span } from "./time";

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
