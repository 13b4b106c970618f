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

const secondsFormat = new Intl.DateTimeFormat(locale, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const birthFormat = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });

/** Of the words of a moment none is left behind on another line. */
const unbroken = (words: string): string => words.replaceAll(" ", "\u00a0");

/** Clocks of one time zone. */
export interface Times {
  /** Its name (IANA), or none for this browser's. */
  zone: string | undefined;
  /** "14:02". */
  clock(at: number): string;
  /** "14:02" within the last 12 hours, else with its day: "24 Nov, 14:02". */
  moment(at: number, now: number): string;
  /** "24 Nov, 14:02", always with its day. */
  dated(at: number): string;
  /** "24 Nov". */
  day(at: number): string;
}

const known = new Map<string | undefined, Times>();

/** Clocks of a zone; this browser's, where it is none that this browser knows. */
export function timesIn(zone?: string): Times {
  const made = known.get(zone) ?? make(zone) ?? timesIn();
  known.set(zone, made);
  return made;
}

function make(zone: string | undefined): Times | null {
  const timeZone = zone;
  try {
    const clockFormat = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
    const dayFormat = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone });
    const clock = (at: number): string => clockFormat.format(at);
    const day = (at: number): string => unbroken(dayFormat.format(at));
    const dated = (at: number): string => unbroken(`${day(at)}, ${clock(at)}`);
    return { zone, clock, dated, day, moment: (at, now) => (Math.abs(now - at) < DAY / 2 ? clock(at) : dated(at)) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export const { clock, moment, dated } = timesIn();

/** "London, GMT+1": a zone as people call it, and how far it is from Greenwich at that moment. */
export function zoneName(zone: string, at: number): string {
  const place = (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
  if (timesIn(zone).zone !== zone) return place;
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "shortOffset" });
  const offset = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value;
  return offset === undefined || offset === place ? place : `${place}, ${offset}`;
}

/** The moment that clocks of a zone show as `local` ("2026-11-24T10:30"); the earlier of two. */
export function momentOf(local: string, zone: string): number {
  const shown = Date.parse(`${local}Z`);
  if (Number.isNaN(shown)) return shown;
  const there = timesIn(zone).zone;
  if (there === undefined) return new Date(local).getTime();
  // What was ahead of Greenwich before a change of the clocks may not be so after it: the second look settles it.
  const once = shown - ahead(shown, there);
  return shown - ahead(once, there);
}

/** By how many milliseconds the clocks of a zone are ahead of Greenwich. */
function ahead(at: number, zone: string): number {
  const options = { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
  const parts = new Intl.DateTimeFormat("en", options).formatToParts(at);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  return shown - Math.floor(at / MINUTE) * MINUTE;
}

/** "14:02:31". */
export function clockWithSeconds(at: number): string {
  return secondsFormat.format(at);
}

/** A date of birth, written as the reader writes dates. A date has no zone. */
export function birthday(born: string): string {
  const at = Date.parse(`${born}T00:00:00Z`);
  return Number.isNaN(at) ? born : unbroken(birthFormat.format(at));
}
