// The words of what a desk does beside acknowledging: passing on, taking back. They stand in `locales/*/staff-desk.ftl`.
import { say } from "./language";

export const desk = {
  escalate: say("staff-desk-escalate"),
  escalates: (who: string) => say("staff-desk-escalates", { who }),
  nobodyOnCall: say("staff-desk-nobody-on-call"),
  toldNext: (who: string, at: string) => say("staff-desk-told-next", { who, at }),
  toldNobody: (at: string) => say("staff-desk-told-nobody", { at }),
  escalatedBy: (by: string, reason: string) => say("staff-desk-escalated-by", { by, reason }),
  acknowledged: (name: string) => say("staff-desk-acknowledged", { name }),
  whenRaised: (at: string) => say("staff-desk-when-raised", { at }),
  asOf: (at: string) => say("staff-desk-as-of", { at }),
  undo: {
    label: say("staff-desk-undo-label"),
    press: say("staff-desk-undo"),
    left: (seconds: number) => say("staff-desk-undo-left", { seconds }),
    done: (name: string) => say("staff-desk-undone", { name }),
    failed: (why: string) => say("staff-desk-undo-failed", { why }),
    nothing: say("staff-desk-undo-nothing"),
    close: say("staff-desk-undo-close"),
  },
  call: {
    press: say("staff-desk-call"),
    label: say("staff-desk-call-label"),
    calling: (name: string, phone: string) => say("staff-desk-calling", { name, phone }),
    none: (name: string) => say("staff-desk-no-phone", { name }),
  },
  where: {
    heading: say("staff-desk-where-heading"),
    phone: say("staff-desk-where-phone"),
    hint: say("staff-desk-where-hint"),
    room: say("staff-desk-where-room"),
    none: say("staff-desk-where-none"),
    change: say("staff-desk-where-change"),
    save: say("staff-desk-where-save"),
    done: say("staff-desk-where-done"),
    notLoaded: say("staff-desk-where-not-loaded"),
    by: (by: string, when: string) => say("staff-desk-where-by", { by, when }),
    failed: (why: string) => say("staff-desk-where-failed", { why }),
  },
  notices: {
    off: say("staff-desk-notices-off"),
    on: say("staff-desk-notices-on"),
    denied: say("staff-desk-notices-denied"),
    new: say("staff-desk-notices-new"),
    late: say("staff-desk-notices-late"),
  },
  keys: [
    [say("staff-desk-keys-call-0"), say("staff-desk-keys-call-1")],
    [say("staff-desk-keys-escalate-0"), say("staff-desk-keys-escalate-1")],
    [say("staff-desk-keys-undo-0"), say("staff-desk-keys-undo-1")],
  ] as const,
};
