// The link's state, frames, and announcements, with the time given.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { alertFor } from "../testing";
import { working, IDLE_MS } from "../worklist/presence";
import { Announcer, QUIET_MS } from "./announce";
import { FRAME_MS, Frames } from "./frames";
import { BEAT_LIMIT_MS, link } from "./link";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the_link_is_live_until_fifteen_seconds_without_a_beat", () => {
  const beat = { mono: 1_000, serverTime: 777, canary: null };
  expect(link(0, null, BEAT_LIMIT_MS - 1)).toEqual({ state: "connecting" });
  expect(link(0, null, BEAT_LIMIT_MS)).toEqual({ state: "lost", since: null });
  expect(link(0, beat, 1_000 + BEAT_LIMIT_MS - 1)).toEqual({ state: "live", canary: null });
  expect(link(0, beat, 1_000 + BEAT_LIMIT_MS)).toEqual({ state: "lost", since: 777 });
});

test("the_first_message_is_handled_at_once_and_the_rest_together", () => {
  const batches: string[][] = [];
  const frames = new Frames<string>((batch) => batches.push(batch), () => Date.now());
  for (const item of ["a", "b", "c"]) frames.push(item);
  expect(batches).toEqual([["a"]]);
  vi.advanceTimersByTime(FRAME_MS);
  expect(batches).toEqual([["a"], ["b", "c"]]);
  vi.advanceTimersByTime(FRAME_MS);
  frames.push("d");
  expect(batches).toEqual([["a"], ["b", "c"], ["d"]]);
});

test("at_most_one_sentence_in_ten_seconds_and_none_is_lost", () => {
  const announcer = new Announcer();
  announcer.add([alertFor("a")]);
  expect(announcer.speak(0)).toBe("1 new emergency");
  announcer.add([alertFor("b"), alertFor("c", { severity: "urgent" })]);
  expect(announcer.speak(QUIET_MS - 1)).toBeNull();
  announcer.add([alertFor("d")]);
  expect(announcer.speak(QUIET_MS)).toBe("2 new emergencies, 1 new urgent alert");
  expect(announcer.speak(3 * QUIET_MS)).toBeNull();
});

test("a_review_is_not_announced", () => {
  const announcer = new Announcer();
  announcer.add([alertFor("a", { severity: "review" })]);
  expect(announcer.speak(0)).toBeNull();
});

test("somebody_works_here_with_focus_in_the_list_or_a_recent_key", () => {
  expect(working(IDLE_MS, true)).toBe(true);
  expect(working(IDLE_MS - 1, false)).toBe(true);
  expect(working(IDLE_MS, false)).toBe(false);
});
