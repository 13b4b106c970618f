// The words of the rules page; the sentences stand in `locales/*/staff-rules.ftl`, which no other page loads.
import { formats, language, say, sentences } from "../language";
import { text } from "../text";

await sentences("staff-rules");

const { fixed } = formats;
const count = (n: number): string => formats.whole.format(n);
const spaced = (name: string): string => name.replaceAll("_", " ");

export const words = {
  heading: say("staff-rules-heading"),
  views: { label: say("staff-rules-views-label"), active: say("staff-rules-views-active"), draft: say("staff-rules-views-draft"), history: say("staff-rules-views-history") },
  loading: say("staff-rules-loading"),
  failed: say("staff-rules-failed"),
  // A version is a name: it isn't written as a count.
  version: (name: string, version: number) => say("staff-rules-version", { name, version: String(version) }),
  shortHash: (hash: string) => hash.slice(0, 12),
  hash: say("staff-rules-hash"),

  active: {
    heading: say("staff-rules-active-heading"),
    set: say("staff-rules-active-set"),
    since: say("staff-rules-active-since"),
    builtIn: say("staff-rules-active-built-in"),
    by: say("staff-rules-active-by"),
    nobody: say("staff-rules-active-nobody"),
    /** Rules that came with the program say which one. */
    who: (by: string) => {
      const [, version] = /^hearthwatch (\S+), which came with them$/.exec(by) ?? [];
      return version === undefined ? text.person(by) : say("staff-rules-active-program", { version });
    },
    report: say("staff-rules-active-report"),
    noReport: say("staff-rules-active-no-report"),
    find: say("staff-rules-active-find"),
    findHint: say("staff-rules-active-find-hint"),
    openAll: say("staff-rules-active-open-all"),
    closeAll: say("staff-rules-active-close-all"),
    none: (find: string) => say("staff-rules-active-none", { find }),
    unsigned: say("staff-rules-active-unsigned"),
  },

  rule: {
    changed: say("staff-rules-rule-changed"),
    off: say("staff-rules-rule-off"),
    mistakes: (n: number) => say("staff-rules-rule-mistakes", { n }),
    on: say("staff-rules-rule-on"),
    for: say("staff-rules-rule-for"),
    everybody: say("staff-rules-rule-everybody"),
    twice: say("staff-rules-rule-twice"),
    twiceLabel: say("staff-rules-rule-twice-label"),
    twiceOf: (rule: string, level: string) => say("staff-rules-rule-twice-of", { rule, level }),
    onOf: (rule: string) => say("staff-rules-rule-on-of", { rule }),
    severityOf: (rule: string, place: number) => say("staff-rules-rule-severity-of", { rule, place }),
    clear: say("staff-rules-rule-clear"),
    clearNever: say("staff-rules-rule-clear-never"),
    limits: say("staff-rules-rule-limits"),
    limit: (name: string) => say("staff-rules-rule-limit-name", { name, written: spaced(name) }),
    limitOf: (rule: string, name: string) => say("staff-rules-rule-limit-of", { rule, name: words.rule.limit(name) }),
    inWords: (value: string, name: string) => say("staff-rules-rule-limit-in-words", { value, name: words.rule.limit(name) }),
    floor: (floor: string) => say("staff-rules-rule-floor", { floor }),
    noFloor: say("staff-rules-rule-no-floor"),
    source: say("staff-rules-rule-source"),
    line: (line: number) => say("staff-rules-rule-line", { line }),
    first: say("staff-rules-rule-first"),
    /** "measure systolic": what is done, and with what. */
    step: (what: string) => step(what),
    wait: (wait: string) => say("staff-rules-rule-wait", { wait }),
    number: (where: string, before: string, unit: string) =>
      unit === "" ? say("staff-rules-rule-number", { where, before }) : say("staff-rules-rule-number-in", { where, before, unit }),
    numberWanted: say("staff-rules-rule-number-wanted"),
    automated: say("staff-rules-rule-automated"),
    spans: {
      gap: say("staff-rules-rule-spans-gap"),
      within: say("staff-rules-rule-spans-within"),
      merge: say("staff-rules-rule-spans-merge"),
    } as Record<string, string>,
    clearTimes: say("staff-rules-rule-clear-times"),
    adjusts: say("staff-rules-rule-adjusts"),
    graver: say("staff-rules-rule-graver"),
    hold: (percent: string) => say("staff-rules-rule-hold", { percent }),
    times: say("staff-rules-rule-times"),
    timeOf: (table: string, key: string) =>
      say("staff-rules-rule-time-of", { table: TABLES[table] ?? table, of: say("staff-rules-rule-time-key", { key, written: spaced(key) }) }),
  },

  draft: {
    heading: say("staff-rules-draft-heading"),
    none: say("staff-rules-draft-none"),
    start: say("staff-rules-draft-start"),
    saved: (by: string, at: string) => say("staff-rules-draft-saved", { by: text.person(by), at }),
    saving: say("staff-rules-draft-saving"),
    unsaved: (why: string) => say("staff-rules-draft-unsaved", { why }),
    again: say("staff-rules-draft-again"),
    takeTheirs: say("staff-rules-draft-take-theirs"),
    keepMine: say("staff-rules-draft-keep-mine"),
    discard: say("staff-rules-draft-discard"),
    discardSure: say("staff-rules-draft-discard-sure"),
    discardKeep: say("staff-rules-draft-discard-keep"),
    checking: say("staff-rules-draft-checking"),
    right: say("staff-rules-draft-right"),
    mistakes: (n: number) => say("staff-rules-draft-mistakes", { n }),
    mistakesHeading: say("staff-rules-draft-mistakes-heading"),
    goToLine: (line: number) => say("staff-rules-draft-line", { line }),
    as: say("staff-rules-draft-as"),
    form: say("staff-rules-draft-form"),
    text: say("staff-rules-draft-text"),
    textLabel: say("staff-rules-draft-text-label"),
    noForm: say("staff-rules-draft-no-form"),
    uncheckable: (why: string) => say("staff-rules-draft-uncheckable", { why }),
  },

  changes: {
    heading: say("staff-rules-changes-heading"),
    none: say("staff-rules-changes-none"),
    unknown: say("staff-rules-changes-unknown"),
    whole: say("staff-rules-changes-whole"),
    /** "rule O2-1": what of the document it is part of. */
    place: (place: string) => {
      const [kind = "", ...id] = place.split(" ");
      return say("staff-rules-changes-place", { kind, id: id.join(" "), written: place });
    },
    where: say("staff-rules-changes-where"),
    what: say("staff-rules-changes-what"),
    before: say("staff-rules-changes-before"),
    after: say("staff-rules-changes-after"),
    wasBefore: say("staff-rules-changes-was-before"),
    isAfter: say("staff-rules-changes-is-after"),
    added: say("staff-rules-changes-added"),
    removed: say("staff-rules-changes-removed"),
    absent: say("staff-rules-changes-absent"),
    first: say("staff-rules-changes-first"),
  },

  trial: {
    heading: say("staff-rules-trial-heading"),
    about: say("staff-rules-trial-about"),
    days: say("staff-rules-trial-days"),
    start: say("staff-rules-trial-start"),
    cancel: say("staff-rules-trial-cancel"),
    mistakes: say("staff-rules-trial-mistakes"),
    none: say("staff-rules-trial-none"),
    stale: say("staff-rules-trial-stale"),
    progress: (done: number, total: number) => say("staff-rules-trial-progress", { done, total }),
    starting: say("staff-rules-trial-starting"),
    failed: (why: string) => say("staff-rules-trial-failed", { why }),
    cohort: (patients: number, readings: number, days: number) =>
      say("staff-rules-trial-cohort", {
        patients: say("staff-rules-trial-patients", { n: patients }),
        readings: say("staff-rules-trial-readings", { n: readings }),
        days: say("staff-rules-trial-patient-days", { n: days }),
      }),
    period: (from: string, to: string) => say("staff-rules-trial-period", { from, to }),
    sentence: (added: number, removed: number, moved: number, same: number) => say("staff-rules-trial-sentence", { added, removed, moved, same }),
    figure: say("staff-rules-trial-figure"),
    active: say("staff-rules-trial-active"),
    draft: say("staff-rules-trial-draft"),
    figures: {
      alerts: say("staff-rules-trial-figures-alerts"),
      emergency: say("staff-rules-trial-figures-emergency"),
      urgent: say("staff-rules-trial-figures-urgent"),
      review: say("staff-rules-trial-figures-review"),
      per_patient_day: say("staff-rules-trial-figures-per-patient-day"),
      automated: say("staff-rules-trial-figures-automated"),
      share_automated: say("staff-rules-trial-figures-share-automated"),
      minutes: say("staff-rules-trial-figures-minutes"),
    },
    count,
    rate: (rate: number, part: number, whole: number) => say("staff-rules-trial-rate", { rate: fixed(rate, 3), of: words.trial.shareOf(part, whole) }),
    share: (share: number, part: number, whole: number) =>
      say("staff-rules-trial-share", { percent: fixed(share * 100, 1), of: words.trial.shareOf(part, whole) }),
    shareOf: (part: number, whole: number) => say("staff-rules-trial-share-of", { part, whole }),
    lists: { added: say("staff-rules-trial-lists-added"), removed: say("staff-rules-trial-lists-removed"), moved: say("staff-rules-trial-lists-moved") },
    list: (list: string, n: number) => say("staff-rules-trial-list", { list, n }),
    at: say("staff-rules-trial-at"),
    patient: say("staff-rules-trial-patient"),
    problem: say("staff-rules-trial-problem"),
    severity: say("staff-rules-trial-severity"),
    rule: say("staff-rules-trial-rule"),
    open: say("staff-rules-trial-open"),
    openOf: (name: string, at: string) => say("staff-rules-trial-open-of", { name, at }),
    more: (n: number) => say("staff-rules-trial-more", { n }),
    movedTo: (at: string) => say("staff-rules-trial-moved-to", { at }),
    nothing: say("staff-rules-trial-nothing"),
  },

  shadow: {
    heading: say("staff-rules-shadow-heading"),
    about: say("staff-rules-shadow-about"),
    start: say("staff-rules-shadow-start"),
    replace: say("staff-rules-shadow-replace"),
    stop: say("staff-rules-shadow-stop"),
    none: say("staff-rules-shadow-none"),
    runs: (name: string, since: string) => say("staff-rules-shadow-runs", { name, since }),
    other: say("staff-rules-shadow-other"),
    behind: (n: number) => (n === 0 ? say("staff-rules-shadow-not-behind") : say("staff-rules-shadow-behind", { n })),
    ended: (why: string) => say("staff-rules-shadow-ended", { why }),
  },

  activate: {
    heading: say("staff-rules-activate-heading"),
    about: say("staff-rules-activate-about"),
    needsReport: say("staff-rules-activate-needs-report"),
    needsRight: say("staff-rules-activate-needs-right"),
    ready: say("staff-rules-activate-ready"),
    reason: say("staff-rules-activate-reason"),
    propose: say("staff-rules-activate-propose"),
    proposed: (by: string, at: string) => say("staff-rules-activate-proposed", { by: text.person(by), at }),
    waits: say("staff-rules-activate-waits"),
    other: (by: string) => say("staff-rules-activate-other", { by: text.person(by) }),
    submit: say("staff-rules-activate-submit"),
    busy: say("staff-rules-activate-busy"),
    refused: (why: string) => say("staff-rules-activate-refused", { why }),
    done: (set: string) => say("staff-rules-activate-done", { set }),
  },

  history: {
    heading: say("staff-rules-history-heading"),
    now: say("staff-rules-history-now"),
    since: (at: string) => say("staff-rules-history-since", { at }),
    builtIn: say("staff-rules-history-built-in"),
    by: (by: string) => say("staff-rules-history-by", { by: words.active.who(by) }),
    entry: (offset: number) => say("staff-rules-history-entry", { offset }),
    report: (report: string) => say("staff-rules-history-report", { report }),
    changes: (n: number) => (n === 0 ? say("staff-rules-history-no-changes") : say("staff-rules-history-changes", { n })),
    again: say("staff-rules-history-again"),
    againOf: (set: string) => say("staff-rules-history-again-of", { set }),
    exists: say("staff-rules-history-exists"),
  },
};

const TABLES: Record<string, string> = {
  hold_hours: say("staff-rules-rule-tables-hold"),
  acknowledge_minutes: say("staff-rules-rule-tables-acknowledge"),
  recheck_minutes: say("staff-rules-rule-tables-recheck"),
};

/** A name within a sentence: German writes nouns large wherever they stand. */
const within = (name: string): string => (language === "de" ? name : name.toLowerCase());

function step(what: string): string {
  const [name = "", of = ""] = what.split(" ");
  const about = {
    measure: within(text.patient.signs[of] ?? spaced(of)),
    ask: say("staff-rules-rule-questions", { of, written: spaced(of) }),
    escalate: within(text.severity[of as keyof typeof text.severity] ?? spaced(of)),
  };
  const is = name === "escalate" && of === "" ? "plain" : name;
  return say("staff-rules-rule-step", { do: is, of: about[name as keyof typeof about] ?? "", written: spaced(what) });
}
