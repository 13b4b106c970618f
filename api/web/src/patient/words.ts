// The words of a patient's plan, its history, their automation and devices; they are loaded with those tabs.
import { formats, say, withUnit, sentences } from "../language";
import type { components } from "../openapi";
import { text } from "../text";
import { span } from "../time";

await sentences("staff-person");

type Part = components["schemas"]["PlanPart"];

const signed = (sign: string | null | undefined): string => (sign == null ? "" : (text.patient.signs[sign] ?? sign));
const figure = (value: number, unit: string): string => withUnit(formats.number(value, 1), unit);

/** "18 min behind", as a clock is; none if it is right to the minute. */
const clock = (behindMs: number): string =>
  Math.abs(behindMs) < 60_000
    ? say("staff-person-clock-right")
    : say(behindMs > 0 ? "staff-person-clock-behind" : "staff-person-clock-ahead", { span: span(Math.abs(behindMs)) });

export const words = {
  limits: {
    heading: say("staff-person-limits"),
    notLoaded: say("staff-person-plan-not-loaded"),
    limit: say("staff-person-limit"),
    default: say("staff-person-limit-default"),
    own: say("staff-person-limit-own"),
    until: (until: string) => say("staff-person-limit-until", { until }),
    change: say("staff-person-limit-change"),
    back: say("staff-person-limit-back"),
    value: (unit: string) => say("staff-person-limit-value", { unit }),
    floorLow: (floor: string, unit: string) => say("staff-person-limit-floor-low", { floor, unit }),
    floorHigh: (floor: string, unit: string) => say("staff-person-limit-floor-high", { floor, unit }),
    review: say("staff-person-limit-review"),
    pathways: say("staff-person-pathways"),
    stopped: say("staff-person-pathway-stopped"),
    stop: say("staff-person-pathway-stop"),
    resume: say("staff-person-pathway-resume"),
    stopWhat: say("staff-person-pathway-stop-what"),
    version: (version: number, by: string, at: string) => say("staff-person-plan-version", { version, by: text.person(by), at }),
    noVersion: say("staff-person-plan-no-version"),
    save: say("staff-person-plan-save"),
    done: say("staff-person-plan-done"),
    failed: (why: string) => say("staff-person-plan-failed", { why }),
    figure,
  },
  preview: {
    run: say("staff-person-preview-run"),
    busy: say("staff-person-preview-busy"),
    failed: (why: string) => say("staff-person-preview-failed", { why }),
    alerts: (before: number, after: number, days: number) => say(before === after ? "staff-person-preview-same" : "staff-person-preview-alerts", { before, after, days }),
    confirmed: (confirmed: number, kept: number) =>
      confirmed === 0
        ? say("staff-person-preview-none-confirmed")
        : kept === confirmed
          ? say("staff-person-preview-kept", { confirmed })
          : say("staff-person-preview-lost", { confirmed, lost: confirmed - kept }),
    readings: (readings: number) => say("staff-person-preview-readings", { readings }),
    lists: { gone: say("staff-person-preview-gone"), new: say("staff-person-preview-new"), moved: say("staff-person-preview-moved") },
    isTrue: say("staff-person-preview-confirmed"),
    openOf: (at: string) => say("staff-person-preview-open", { at }),
  },
  changes: {
    heading: say("staff-person-changes"),
    none: say("staff-person-changes-none"),
    notLoaded: say("staff-person-changes-not-loaded"),
    version: (version: number) => say("staff-person-change-version", { version }),
    reverts: (version: number) => say("staff-person-change-reverts", { version }),
    revert: say("staff-person-change-revert"),
    revertOf: (version: number) => say("staff-person-change-revert-of", { version }),
    reverted: say("staff-person-change-reverted"),
    revertWhat: say("staff-person-change-revert-what"),
    optional: say("staff-person-change-optional"),
    name: ({ part, of, sign }: Part): string => {
      const what = part === "limit" ? [signed(sign), of].filter(Boolean).join(" ") : part === "schedule" ? signed(of) : part === "condition" ? text.condition(of) : of;
      return say("staff-person-change-part", { part, of: what });
    },
    value: ({ part, unit }: Part, value: number | null | undefined, dated: (at: number) => string): string => {
      if (part === "limit") return value == null ? say("staff-person-limit-default") : figure(value, unit);
      if (value == null) return say("staff-person-change-unsettled");
      if (part === "schedule") return say("staff-person-change-hours", { hours: value });
      if (part === "scale") return formats.whole.format(value);
      if (part === "discharged") return dated(value);
      if (part === "pathway") return value === 1 ? say("staff-person-pathway-is-stopped") : say("staff-person-pathway-runs");
      return value === 1 ? say("staff-person-change-yes") : say("staff-person-change-no");
    },
  },
  automation: {
    heading: say("staff-person-automation-heading"),
    none: say("staff-person-automation-none"),
    notLoaded: say("staff-person-automation-not-loaded"),
    saw: say("staff-person-automation-saw"),
    sent: say("staff-person-automation-sent"),
    nothingSent: say("staff-person-automation-nothing-sent"),
    came: say("staff-person-automation-came"),
    by: (pathway: string, set: string | null, version: number | null, hash: string) =>
      set === null || version === null ? say("staff-person-automation-by-hash", { pathway, hash: hash.slice(0, 8) }) : say("staff-person-automation-by", { pathway, set, version }),
    kinds: {
      calmed: (at: string) => say("staff-person-automation-calmed", { at }),
      alert: (at: string, severity: string) => say("staff-person-automation-alert", { at, severity }),
      next: (at: string) => say("staff-person-automation-next", { at }),
      waiting: (at: string) => say("staff-person-automation-waiting", { at }),
      nothing: () => say("staff-person-automation-nothing"),
    } as Record<string, (at: string, severity: string) => string>,
    more: (n: number) => say("staff-person-automation-more", { n }),
    stop: say("staff-person-automation-stop"),
    stopOf: (pathway: string) => say("staff-person-automation-stop-of", { pathway }),
  },
  devices: {
    heading: say("staff-person-devices"),
    none: say("staff-person-devices-none"),
    notLoaded: say("staff-person-devices-not-loaded"),
    device: say("staff-person-device"),
    last: say("staff-person-device-last"),
    never: say("staff-person-device-never"),
    battery: say("staff-person-device-battery"),
    clock: say("staff-person-device-clock"),
    gateway: say("staff-person-device-gateway"),
    since: (at: string) => say("staff-person-device-since", { at }),
    unassigned: say("staff-person-device-unassigned"),
    shared: say("staff-person-device-shared"),
    unknown: say("staff-person-device-unknown"),
    corrected: say("staff-person-device-corrected"),
    on: say("staff-person-gateway-on"),
    off: say("staff-person-gateway-off"),
    clockOff: clock,
    sign: signed,
  },
};
