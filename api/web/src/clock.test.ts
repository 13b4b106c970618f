// The server's time carried on by our own clock.
import { expect, test } from "vitest";
import { ServerClock } from "./clock";

test("time_runs_on_between_messages_at_the_server's_speed", () => {
  const clock = new ServerClock();
  clock.sync(1_000_000, 500, 60);
  expect(clock.now(1_500)).toBe(1_000_000 + 60_000);
});

test("a_message_delayed_on_its_way_does_not_turn_the_clock_back", () => {
  const clock = new ServerClock();
  clock.sync(1_000_000, 0, 60);
  clock.sync(1_000_000 + 30_000, 1_000);
  expect(clock.now(1_000)).toBe(1_000_000 + 60_000);
});

test("a_restarted_server_whose_time_is_earlier_is_believed", () => {
  const clock = new ServerClock();
  clock.sync(9_000_000, 0, 60);
  clock.sync(1_000_000, 1_000, 60);
  expect(clock.now(1_000)).toBe(1_000_000);
});

test("a_message_that_shows_we_were_behind_puts_us_forward", () => {
  const clock = new ServerClock();
  clock.sync(1_000_000, 0, 1);
  clock.sync(1_005_000, 1_000);
  expect(clock.now(1_000)).toBe(1_005_000);
});
