// Reasons fit or are counted; none is cut.
import { expect, test } from "vitest";
import { fitReasons, lineCount } from "./reasons";

/** Every character one wide. */
const measure = (words: string): number => words.length;

test("words_wrap_as_a_browser_wraps_them", () => {
  expect(lineCount("aaa bbb ccc", 11, measure)).toBe(1);
  expect(lineCount("aaa bbb ccc", 10, measure)).toBe(2);
  expect(lineCount("aaaaaaaaaaaa b", 5, measure)).toBe(2);
});

test("what_fits_is_shown_and_the_rest_is_counted", () => {
  const reasons = ["one two", "three", "four five six seven"];
  expect(fitReasons(reasons, 40, 2, measure)).toBe("one two; three; four five six seven");
  expect(fitReasons(reasons, 15, 2, measure)).toBe("one two; three +1 reason");
  expect(fitReasons(reasons, 7, 2, measure)).toBe("one two +2 reasons");
});

test("a_first_reason_longer_than_its_lines_stands_whole", () => {
  expect(fitReasons(["a very long reason", "b"], 4, 2, measure)).toBe("a very long reason +1 reason");
});

test("no_reason_is_no_words", () => {
  expect(fitReasons([], 40, 2, measure)).toBe("");
});
