// The worklist's keys, and the dialog that lists them. Single letters can be switched off.
import { useEffect, useEffectEvent, useState, type RefObject } from "react";
import type { ActKind } from "../act";
import { board, say, serverNow } from "../desk";
import { Dialog } from "../dialog";
import { text } from "../text";
import { undo } from "../undo";
import type { TableHandle } from "./table";

interface Actions {
  /** A dialog is open: its keys are its own. */
  busy: boolean;
  table: RefObject<TableHandle | null>;
  find: RefObject<HTMLInputElement | null>;
  open(patient: string): void;
  acknowledge(patient: string): void;
  act(patient: string, kind: ActKind): void;
  message(patient: string): void;
  call(patient: string): void;
  sortNow(): void;
  toggleTrend(): void;
  showKeys(): void;
}

export const ACT_KEYS: Partial<Record<string, ActKind>> = { e: "escalate", s: "snooze", g: "assign", o: "close" };
const SEVERITY_KEYS = { "1": "emergency", "2": "urgent", "3": "review" } as const;

export function useKeys(actions: Actions): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (actions.busy || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!inListOrNowhere(event.target)) return;
    if (event.key.length === 1 && !lettersOn()) return;
    if (act(event.key, actions, event.target)) event.preventDefault();
  });
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

/** Does what the key asks; false if it asks for nothing here. */
function act(key: string, actions: Actions, target: EventTarget | null): boolean {
  const table = actions.table.current;
  const patient = table?.focused();
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case "ArrowDown":
    case "j":
      table?.move(1);
      return true;
    case "ArrowUp":
    case "k":
      table?.move(-1);
      return true;
    case "PageDown":
    case "PageUp":
      if (patient === undefined) return false;
      table?.move(key === "PageDown" ? 10 : -10);
      return true;
    case "Enter":
      if (patient === undefined || (target instanceof Element && target.closest("button"))) return false;
      actions.open(patient);
      return true;
    case "Escape":
      board.show({ find: "", severity: null }, serverNow());
      return true;
    case "a":
      if (patient !== undefined) actions.acknowledge(patient);
      return true;
    case "u":
      void undo();
      return true;
    case "e":
    case "s":
    case "g":
    case "o": {
      const kind = ACT_KEYS[key.toLowerCase()];
      if (patient !== undefined && kind) actions.act(patient, kind);
      return true;
    }
    case "c":
      if (patient !== undefined) actions.call(patient);
      return true;
    case "m":
      if (patient !== undefined) actions.message(patient);
      return true;
    case "n": {
      const newest = board.newestEmergency();
      if (newest === undefined) say(text.announce.nothingUrgent);
      else actions.open(newest);
      return true;
    }
    case "r":
      actions.sortNow();
      return true;
    case "1":
    case "2":
    case "3": {
      const severity = SEVERITY_KEYS[key as keyof typeof SEVERITY_KEYS];
      board.show({ severity: board.view().filter.severity === severity ? null : severity }, serverNow());
      return true;
    }
    case "t":
      actions.toggleTrend();
      return true;
    case "/":
      actions.find.current?.focus();
      return true;
    case "?":
      actions.showKeys();
      return true;
    default:
      return false;
  }
}

export function KeysDialog({ onClose }: { onClose(): void }) {
  const [letters, setLetters] = useState(lettersOn);
  return (
    <Dialog label={text.keys.heading} className="keys" onClose={onClose}>
      <h2>{text.keys.heading}</h2>
      <p>{text.keys.only}</p>
      <dl>
        {text.keys.list.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input
          type="checkbox"
          checked={letters}
          onChange={(event) => {
            localStorage.setItem(LETTERS, event.target.checked ? "on" : "off");
            setLetters(event.target.checked);
          }}
        />{" "}
        {text.keys.letters}
      </label>
      <div className="actions">
        <button type="button" onClick={onClose}>
          {text.keys.close}
        </button>
      </div>
    </Dialog>
  );
}

const LETTERS = "hearthwatch-letter-keys";

export function lettersOn(): boolean {
  return localStorage.getItem(LETTERS) !== "off";
}

function inListOrNowhere(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.closest("[data-list]") !== null);
}
