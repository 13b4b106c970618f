import { expect, test } from "vitest";
import { after, isTab } from "./tabs";

test("arrows_go_round_and_home_and_end_to_the_ends", () => {
  expect(after("vitals", "ArrowRight")).toBe("timeline");
  expect(after("vitals", "ArrowLeft")).toBe("devices");
  expect(after("devices", "ArrowRight")).toBe("vitals");
  expect(after("care", "Home")).toBe("vitals");
  expect(after("care", "End")).toBe("devices");
  expect(after("care", "ArrowDown")).toBeUndefined();
});

test("only_the_six_are_tabs", () => {
  expect(isTab("messages")).toBe(true);
  expect(isTab("else")).toBe(false);
  expect(isTab(null)).toBe(false);
});
