import { expect, test } from "vitest";
import type { ChartGround, Reading } from "../contract";
import { apart, pointsOf, seriesOf, ticks } from "./series";

const HOUR = 3_600_000;
const bands = [
  { from: null, to: 91.5, points: 3 },
  { from: 91.5, to: 93.5, points: 2 },
  { from: 93.5, to: null, points: 0 },
];
const ground = (sign: string): ChartGround => ({ sign, unit: "%", bands, usual: null });

function reading(sign: string, at: number, value: number | null, more: Partial<Reading> = {}): Reading {
  const where = { device: "d", heard_at: at, stored_at: at, gateway: null, incarnation: null, seq: null };
  return { id: `${at}.0`, taken_at: at, origin: "device", sign, value, unit: "", ...where, ...more };
}

test("a_chart_has_the_values_of_its_period_oldest_first_and_nothing_else", () => {
  const readings = [reading("spo2", 3 * HOUR, 95), reading("spo2", HOUR, 89), reading("spo2", 9 * HOUR, 90), reading("pulse", HOUR, 70)];
  const [series] = seriesOf([ground("spo2")], readings, { from: 0, to: 4 * HOUR });
  expect(series?.points.map(({ at, value }) => [at, value])).toEqual([
    [HOUR, 89],
    [3 * HOUR, 95],
  ]);
  expect([series?.low, series?.high]).toEqual([84, 100]);
});

test("a_pressure_goes_from_diastolic_to_systolic_and_the_axis_holds_both", () => {
  const readings = [reading("systolic", HOUR, 192), reading("diastolic", HOUR, 48)];
  const [series] = seriesOf([ground("systolic")], readings, { from: 0, to: HOUR });
  expect(series?.points[0]).toMatchObject({ value: 192, base: 48 });
  expect([series?.low, series?.high]).toEqual([48, 192]);
});

test("what_a_sensor_could_not_tell_lies_at_the_edge_and_says_so", () => {
  const [series] = seriesOf([ground("spo2")], [reading("spo2", HOUR, null, { reach: "below" })], { from: 0, to: HOUR });
  expect(series?.points[0]).toMatchObject({ value: 84, reach: "below" });
});

test("a_value_scores_as_its_band_does", () => {
  expect([91.4, 91.5, 93.5, 100].map((value) => pointsOf(bands, value))).toEqual([3, 2, 0, 0]);
});

test("points_that_would_lie_on_one_another_are_one", () => {
  const [series] = seriesOf([ground("spo2")], [reading("spo2", 1, 95), reading("spo2", 2, 95), reading("spo2", 3, 96)], { from: 0, to: 9 });
  expect(apart(series?.points ?? [], ({ value }) => String(value)).map(({ at }) => at)).toEqual([2, 3]);
});

test("an_axis_has_six_hours_of_a_day_and_midnights_of_a_week", () => {
  const utc = (at: number): string => new Date(at).toISOString().slice(11, 16);
  expect(ticks({ from: HOUR, to: 25 * HOUR }, utc)).toEqual([6 * HOUR, 12 * HOUR, 18 * HOUR, 24 * HOUR]);
  expect(ticks({ from: HOUR, to: 7 * 24 * HOUR }, utc).map((at) => at / HOUR)).toEqual([24, 48, 72, 96, 120, 144, 168]);
  expect(ticks({ from: 0, to: 30 * 24 * HOUR }, utc)).toHaveLength(7);
});
