// When the sound is due, and when it isn't.
import { expect, test } from "vitest";
import { AGAIN_MS, Alarm } from "./alarm";

test("a_new_emergency_sounds_once_and_again_each_minute_until_it_is_acknowledged", () => {
  const alarm = new Alarm();
  expect(alarm.due([], 0, false)).toBe(false);
  expect(alarm.due(["a"], 1_000, false)).toBe(true);
  expect(alarm.due(["a"], 2_000, false)).toBe(false);
  expect(alarm.due(["a"], 1_000 + AGAIN_MS, false)).toBe(true);
  expect(alarm.due([], 2_000 + AGAIN_MS, false)).toBe(false);
  expect(alarm.due([], 9_000 + 2 * AGAIN_MS, false)).toBe(false);
});

test("a_second_emergency_doesn_t_wait_for_the_minute", () => {
  const alarm = new Alarm();
  expect(alarm.due(["a"], 0, false)).toBe(true);
  expect(alarm.due(["a", "b"], 1_000, false)).toBe(true);
  expect(alarm.due(["b"], 2_000, false)).toBe(false);
});

test("what_came_in_a_pause_sounds_after_it", () => {
  const alarm = new Alarm();
  expect(alarm.due(["a"], 0, true)).toBe(false);
  expect(alarm.due(["a"], 1_000, false)).toBe(true);
});
