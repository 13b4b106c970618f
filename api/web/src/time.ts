// Ages and times in words. Absence and lateness are said, never shown as a sign.
import { locale } from "./language";
import { text } from "./text";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "now", "41 min", "3 h", "2 days": how long ago `at` was. A time ahead of ours is "now". */
export function age(at: number, now: number): string {
  const past = Math.max(0, now - at);
  if (past < MINUTE) return text.time.now;
  if (past < HOUR) return text.time.minutes(Math.floor(past / MINUTE));
  if (past < 2 * DAY) return text.time.hours(Math.floor(past / HOUR));
  return text.time.days(Math.floor(past / DAY));
}

/** "0 min", "59 min", "1 h 5 min", "2 days 3 h": a stretch of time a person is waiting. */
export function span(ms: number): string {
  const past = Math.max(0, ms);
  if (past < HOUR) return text.time.minutes(Math.floor(past / MINUTE));
  const [big, small] = past < 2 * DAY ? [HOUR, MINUTE] : [DAY, HOUR];
  const whole = Math.floor(past / big);
  const rest = Math.floor((past - whole * big) / small);
  const head = big === HOUR ? text.time.hours(whole) : text.time.days(whole);
  if (rest === 0) return head;
  return `${head} ${small === MINUTE ? text.time.minutes(rest) : text.time.hours(rest)}`;
}

/** "late by 6 min" once `due` has passed, or null. Under a minute late is late already. */
export function lateness(due: number, now: number): string | null {
  if (now <= due) return null;
  return text.time.lateBy(now - due < MINUTE ? text.time.underAMinute : span(now - due));
}

const clockFormat = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const secondsFormat = new Intl.DateTimeFormat(locale, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const dayFormat = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const birthFormat = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });

/** "14:02". */
export function clock(at: number): string {
  return clockFormat.format(at);
}

/** "14:02:31". */
export function clockWithSeconds(at: number): string {
  return secondsFormat.format(at);
}

/** "14:02" within the last 12 hours, else with its day: "24 Nov, 14:02". */
export function moment(at: number, now: number): string {
  return Math.abs(now - at) < DAY / 2 ? clock(at) : dated(at);
}

/** "24 Nov, 14:02", always with its day. */
export function dated(at: number): string {
  return `${dayFormat.format(at)}, ${clock(at)}`;
}

/** A date of birth, written as the reader writes dates. A date has no zone. */
export function birthday(born: string): string {
  const at = Date.parse(`${born}T00:00:00Z`);
  return Number.isNaN(at) ? born : birthFormat.format(at);
}
