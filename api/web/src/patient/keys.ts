// The keys of one patient, beside the list or on a page of their own.
import { useEffect, useEffectEvent } from "react";
import type { ActKind } from "../act";
import { undo } from "../undo";
import { ACT_KEYS, lettersOn } from "../worklist/keys";

interface Actions {
  /** So many dialogs are open while the keys are the patient's. */
  dialogs: number;
  toggle(): void;
  message(): void;
  acknowledge: (() => void) | undefined;
  act: ((kind: ActKind) => void) | undefined;
  call(): void;
  previous?: (() => void) | undefined;
  next?: (() => void) | undefined;
}

export function usePatientKeys(actions: Actions): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelectorAll("dialog[open]").length !== actions.dialogs) return;
    if (isTyping(event.target) || !lettersOn()) return;
    const done = does(event.key.toLowerCase(), actions);
    if (!done) return;
    event.preventDefault();
    done();
  });
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

function does(key: string, { toggle, message, call, acknowledge, act, previous, next }: Actions): (() => void) | undefined {
  const kind = ACT_KEYS[key];
  if (kind) return act && (() => act(kind));
  return { t: toggle, m: message, c: call, u: () => void undo(), a: acknowledge, "[": previous, "]": next }[key];
}

const TRIES = 30;
const AGAIN_MS = 100;

/** Puts the focus where a message is written, as soon as that is there. Gives what stops it. */
export function write(body: HTMLElement | null): () => void {
  let tries = 0;
  const timer = setInterval(() => {
    const tab = body?.querySelector<HTMLElement>('[role="tab"][data-tab="messages"]');
    if (tab?.getAttribute("aria-selected") === "false") tab.click();
    const box = body?.querySelector<HTMLElement>(".messages textarea, .messages summary");
    tries += 1;
    if (box || tries > TRIES) clearInterval(timer);
    const field = box?.matches("summary") ? opened(box) : box;
    field?.scrollIntoView({ block: "center" });
    field?.focus();
  }, AGAIN_MS);
  return () => clearInterval(timer);
}

/** The first field of what a press on this would open. */
function opened(summary: HTMLElement): HTMLElement | null | undefined {
  summary.closest("details")?.setAttribute("open", "");
  return summary.parentElement?.querySelector("input");
}

/** What is typed into a field is no key of the page. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select") !== null;
}
