// A day, as people write it.
import { locale } from "../language";

const dayFormat = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });

/** A day, days since 1970-01-01, as the reader writes days: "24 Nov". */
export function dayName(day: number): string {
  return dayFormat.format(day * 86_400_000);
}
