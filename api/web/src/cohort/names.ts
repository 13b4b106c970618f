// Names for people of what the server names for programs.
import { locale } from "../language";

/** "copd" → "COPD", "heart_failure" → "Heart failure". */
export function conditionName(condition: string): string {
  if (condition.length <= 4 && !condition.includes("_")) return condition.toUpperCase();
  const spaced = condition.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

const dayFormat = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });

/** A day, days since 1970-01-01, as the reader writes days: "24 Nov". */
export function dayName(day: number): string {
  return dayFormat.format(day * 86_400_000);
}
