// The board: merging, holding, pausing, the lane, and who is told.
import { expect, test } from "vitest";
import { alarmed, alertFor, MINUTE, NOON, patient, SEEN, worklist } from "../testing";
import { Board } from "./board";

function loaded(...rows: Parameters<typeof worklist>[1][]): Board {
  const board = new Board();
  board.load(worklist(10, ...rows), NOON);
  return board;
}

const changed = (seq: number, ...rows: ReturnType<typeof patient>[]) => ({ as_of: NOON, seq, rows });

test("a_change_tells_its_own_row_and_no_other", () => {
  const board = loaded(patient("a"), patient("b"));
  let a = 0;
  let b = 0;
  board.watchRow("a", () => (a += 1));
  board.watchRow("b", () => (b += 1));
  board.merge(changed(11, patient("a", { readings: 2 })), NOON);
  expect([a, b]).toEqual([1, 0]);
  expect(board.row("a")?.readings).toBe(2);
});

test("a_value_that_changes_no_place_leaves_the_order_the_same_object", () => {
  const board = loaded(patient("a"), patient("b"));
  const { ids } = board.view();
  board.merge(changed(11, patient("a", { readings: 2 })), NOON);
  expect(board.view().ids).toBe(ids);
});

test("while_held_the_order_stays_and_says_how_many_would_move", () => {
  const board = loaded(patient("a"), patient("b"));
  board.hold(true, NOON);
  board.merge(changed(11, alarmed("b")), NOON);
  expect(board.view()).toMatchObject({ ids: ["a", "b"], moved: 1 });
  board.sort(NOON);
  expect(board.view()).toMatchObject({ ids: ["b", "a"], moved: 0 });
});

test("letting_go_sorts", () => {
  const board = loaded(patient("a"), patient("b"));
  board.hold(true, NOON);
  board.merge(changed(11, alarmed("b")), NOON);
  board.hold(false, NOON);
  expect(board.view().ids).toEqual(["b", "a"]);
});

test("becoming_overdue_moves_a_row_without_any_message", () => {
  const board = loaded(alarmed("a", { due_at: NOON + 9 * MINUTE }), alarmed("b"));
  expect(board.view().ids).toEqual(["a", "b"]);
  board.hold(false, NOON + 5 * MINUTE);
  expect(board.view().ids).toEqual(["b", "a"]);
});

test("an_older_message_changes_nothing", () => {
  const board = loaded(patient("a", { readings: 5 }));
  board.merge(changed(9, patient("a", { readings: 4 })), NOON);
  expect(board.row("a")?.readings).toBe(5);
});

test("changes_heard_before_the_first_worklist_are_kept_for_it", () => {
  const board = new Board();
  board.merge(changed(12, patient("a", { readings: 12 })), NOON);
  board.merge(changed(9, patient("b", { readings: 9 })), NOON);
  expect(board.view().loaded).toBe(false);
  board.load(worklist(10, patient("a", { readings: 10 }), patient("b", { readings: 10 })), NOON);
  expect(board.row("a")?.readings).toBe(12);
  expect(board.row("b")?.readings).toBe(10);
});

test("a_restarted_server_that_counts_from_the_start_is_believed", () => {
  const board = loaded(patient("old"));
  board.load(worklist(1, patient("new")), NOON);
  board.merge(changed(2, patient("new", { readings: 7 })), NOON);
  expect(board.view().ids).toEqual(["new"]);
  expect(board.row("new")?.readings).toBe(7);
  expect(board.row("old")).toBeUndefined();
});

test("only_an_emergency_newer_than_the_page_goes_to_the_lane", () => {
  const board = loaded(alarmed("known"), patient("b"));
  expect(board.view().lane).toBeNull();
  const news = board.merge(changed(11, alarmed("b")), NOON);
  expect(news.map((alert) => alert.id)).toEqual(["a-b"]);
  expect(board.view().lane?.row.patient).toBe("b");
});

test("a_repeated_trigger_is_no_news_but_a_worse_severity_is", () => {
  const board = loaded(alarmed("a", { severity: "urgent" }));
  expect(board.merge(changed(11, alarmed("a", { severity: "urgent", triggers: 2 })), NOON)).toEqual([]);
  expect(board.merge(changed(12, alarmed("a", { severity: "emergency" })), NOON)).toHaveLength(1);
  expect(board.view().lane?.alert.id).toBe("a-a");
});

test("the_lane_lets_go_when_opened_or_acknowledged", () => {
  const board = loaded(patient("a"), patient("b"));
  board.merge(changed(11, alarmed("a"), alarmed("b")), NOON);
  expect(board.view().lane).toMatchObject({ others: 1 });
  board.noticed("b");
  expect(board.view().lane).toMatchObject({ others: 0 });
  board.replace(alertFor("a", { version: 2, acknowledged: SEEN }), NOON);
  expect(board.view().lane).toBeNull();
});

test("while_paused_rows_hold_still_but_counts_and_lane_do_not", () => {
  const board = loaded(patient("a"), patient("b"));
  board.pause(true, NOON);
  board.merge(changed(11, alarmed("b")), NOON);
  expect(board.row("b")?.alerts).toEqual([]);
  expect(board.view()).toMatchObject({ unseen: 1, ids: ["a", "b"], counts: { emergency: 1 } });
  expect(board.view().lane?.row.patient).toBe("b");
  board.pause(false, NOON);
  expect(board.row("b")?.alerts).toHaveLength(1);
  expect(board.view()).toMatchObject({ unseen: 0, ids: ["b", "a"] });
});

test("an_answer_older_than_the_row_does_not_undo_it", () => {
  const board = loaded(alarmed("a", { version: 3, acknowledged: SEEN }));
  board.replace(alertFor("a", { version: 2 }), NOON);
  expect(board.row("a")?.alerts[0]?.acknowledged).toEqual(SEEN);
});

test("the_newest_emergency_is_the_last_raised_that_nobody_has_seen", () => {
  const board = loaded(
    alarmed("old", { raised_at: NOON - 9 * MINUTE }),
    alarmed("new", { raised_at: NOON - MINUTE }),
    alarmed("seen", { raised_at: NOON, acknowledged: SEEN }),
    alarmed("urgent", { raised_at: NOON, severity: "urgent" }),
  );
  expect(board.newestEmergency()).toBe("new");
});

test("filters_change_what_is_listed_not_what_is_counted", () => {
  const board = loaded(alarmed("a"), alarmed("b", { acknowledged: SEEN }), patient("c"));
  board.show({ section: "seen" }, NOON);
  expect(board.view().ids).toEqual(["b"]);
  board.show({ section: "all", severity: "emergency", find: "name-a" }, NOON);
  expect(board.view()).toMatchObject({ ids: ["a"], counts: { waiting: 1, seen: 1, all: 3, emergency: 1 } });
});
