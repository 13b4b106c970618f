// Notices of the browser for a hidden tab: off until somebody switches them on. One tab tells, if none is looked at.
import { text } from "../text";
import { Value } from "../value";
import { Notices, type Unseen } from "./notice";

/** `denied`: wanted, and the browser doesn't allow it. `none`: this browser has no notices. */
export type NoticeState = "off" | "on" | "denied" | "none";

const WANTED = "hearthwatch-notices";
const LOOKED_AT = "hearthwatch-looked-at";

export const notices = new Value<NoticeState>("Notification" in globalThis ? "off" : "none");

let known = new Notices();
/** Whether this tab is the one that tells; and what lets another have it. */
let tells = false;
let release: (() => void) | null = null;
let unlook: (() => void) | null = null;

/** What somebody chose in this browser before. Called once. */
export function restoreNotices(): void {
  if (notices.get() === "none") return;
  look();
  document.addEventListener("visibilitychange", look);
  if (localStorage.getItem(WANTED) === "on") begin();
}

export async function switchNotices(on: boolean): Promise<void> {
  localStorage.setItem(WANTED, on ? "on" : "off");
  if (on) {
    await Notification.requestPermission();
    return begin();
  }
  release?.();
  release = null;
  tells = false;
  notices.set("off");
}

/** Looks whether a notice is due. Called at each message and once a second. */
export async function noticeOf(unseen: readonly Unseen[], now: number): Promise<void> {
  const due = known.due(unseen, now);
  if (due === null || notices.get() !== "on" || !tells || (await isLookedAt())) return;
  // One place on the screen: a later notice takes that of the one before.
  const notice = new Notification(text.product, { body: text.desk.notices[due], tag: WANTED, requireInteraction: true });
  notice.addEventListener("click", () => {
    window.focus();
    notice.close();
  });
}

function begin(): void {
  if (Notification.permission !== "granted") return notices.set("denied");
  known = new Notices();
  notices.set("on");
  lead();
}

/** Of several tabs the one that holds the lock tells; the next has it when that one goes away or is switched off. */
function lead(): void {
  if (tells || release) return;
  if (!("locks" in navigator)) {
    tells = true;
    return;
  }
  const held = new Promise<void>((done) => (release = done));
  void navigator.locks.request(WANTED, () => {
    if (notices.get() !== "on") return undefined;
    tells = true;
    return held;
  });
}

/** A tab that is looked at says so to the others, as long as it is. */
function look(): void {
  unlook?.();
  unlook = null;
  if (document.visibilityState !== "visible" || !("locks" in navigator)) return;
  const held = new Promise<void>((done) => (unlook = done));
  void navigator.locks.request(LOOKED_AT, { mode: "shared" }, () => held);
}

async function isLookedAt(): Promise<boolean> {
  if (document.visibilityState === "visible") return true;
  if (!("locks" in navigator)) return false;
  const { held } = await navigator.locks.query();
  return held?.some(({ name }) => name === LOOKED_AT) ?? false;
}
