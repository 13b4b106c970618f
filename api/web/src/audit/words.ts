// The words of the trail; the sentences stand in `locales/*/staff-audit.ftl`, which no other page loads.
import { say, sentences } from "../language";
import { text } from "../text";
import { requestOf } from "./requests";

await sentences("staff-audit");

export const words = {
  heading: say("staff-audit-heading"),
  loading: say("staff-audit-loading"),
  about: (entries: number, hash: string | null) => {
    const about = say("staff-audit-about", { n: entries });
    return hash ? say("staff-audit-about-hash", { about, hash: hash.slice(0, 16) }) : about;
  },
  failed: say("staff-audit-failed"),
  who: say("staff-audit-who"),
  what: say("staff-audit-what"),
  patient: say("staff-audit-patient"),
  outcome: say("staff-audit-outcome"),
  any: say("staff-audit-any"),
  outcomes: { done: say("staff-audit-outcomes-done"), denied: say("staff-audit-outcomes-denied"), failed: say("staff-audit-outcomes-failed") } as Record<string, string>,
  search: say("staff-audit-search"),
  table: {
    caption: say("staff-audit-table-caption"),
    at: say("staff-audit-table-at"),
    who: say("staff-audit-table-who"),
    what: say("staff-audit-table-what"),
    about: say("staff-audit-table-about"),
    from: say("staff-audit-table-from"),
    outcome: say("staff-audit-table-outcome"),
  },
  /** What somebody did: the trail keeps it in English, and requests of programs as they are. */
  deed: (what: string) => {
    const [, told = what, of = ""] = OF_SOMETHING.exec(what) ?? [];
    const deed = told.trim().replaceAll(/[:,]/g, "").replaceAll(" ", "-");
    const named = OF_ROLES.has(deed) ? of.split(" ").map(asRole).join(" ") : of;
    return say("staff-audit-deed", { deed, of: named, written: what });
  },
  /** What somebody asked for; none if it was no request. */
  request: (what: string): string | null => {
    const request = requestOf(what);
    return request && say("staff-audit-request", { request, written: what });
  },
  exactly: say("staff-audit-exactly"),
  nobody: say("staff-audit-nobody"),
  more: say("staff-audit-more"),
  none: say("staff-audit-none"),
  end: say("staff-audit-end"),
};

const OF_SOMETHING =
  /^(changed roles: |added an account: |made a token for |revoked token |added a passkey: |removed a passkey: )(.*)$/;
const OF_ROLES = new Set(["changed-roles", "added-an-account"]);
const ROLES = ["patient", "carer", "clinician", "care_manager", "operator", "integrator"];
const asRole = (word: string): string => (ROLES.includes(word) ? text.role(word) : word);
