// What a hidden tab tells, and what it doesn't.
import { expect, test } from "vitest";
import { Notices } from "./notice";

const alert = (id: string, escalated = 0, due_at: number | null = 100) => ({ id, escalated, due_at });

test("what_was_there_before_is_not_new_and_what_comes_is_once", () => {
  const notices = new Notices();
  expect(notices.due([alert("a")], 0)).toBeNull();
  expect(notices.due([alert("a"), alert("b")], 1)).toBe("new");
  expect(notices.due([alert("a"), alert("b")], 2)).toBeNull();
  expect(notices.due([alert("b")], 3)).toBeNull();
  expect(notices.due([alert("b"), alert("a")], 4)).toBe("new");
});

test("an_emergency_is_late_once_for_each_step_of_the_rota", () => {
  const notices = new Notices();
  notices.due([alert("a")], 0);
  expect(notices.due([alert("a")], 101)).toBe("late");
  expect(notices.due([alert("a", 1, 400)], 102)).toBeNull();
  expect(notices.due([alert("a", 1, 400)], 401)).toBeNull();
  expect(notices.due([alert("a", 2, 900)], 402)).toBe("late");
});
