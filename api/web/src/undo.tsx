// What was just done can be taken back for ten seconds: by the notice's button, or by U. The server decides. The same
// place tells what a key could not do.
import { useEffect, useRef, useState } from "react";
import { ask } from "./ask";
import type { Alert } from "./contract";
import { board, say, serverNow } from "./desk";
import { text } from "./text";
import { useValue, Value } from "./value";

const LIMIT_MS = 10_000;

interface Done {
  /** What the act has left; null where nothing was done. */
  alert: Alert | null;
  what: string;
  name: string;
  /** On this computer's clock. */
  until: number;
}

const last = new Value<Done | null>(null);
let sending = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The alert is as the act has left it: taking back names its version. */
export function offerUndo(alert: Alert, what: string, name: string): void {
  show({ alert, what, name, until: Date.now() + LIMIT_MS });
}

/** Says something that nobody can take back, where everybody sees it. */
export function tell(what: string): void {
  show({ alert: null, what, name: "", until: Date.now() + LIMIT_MS });
}

function show(done: Done | null): void {
  clearTimeout(timer);
  last.set(done);
  if (done) timer = setTimeout(() => last.set(null), done.until - Date.now());
}

/** Takes back what was done last, if it is not too late. */
export async function undo(): Promise<void> {
  const done = last.get();
  if (!done?.alert) return tell(text.desk.undo.nothing);
  if (sending) return;
  sending = true;
  const { id, version } = done.alert;
  const answer = await ask<Alert>("POST", `/api/alerts/${encodeURIComponent(id)}/acts`, { action: "undo", version });
  sending = false;
  if (!answer.ok) return tell(text.desk.undo.failed(answer.why));
  board.replace(answer.data, serverNow());
  say(text.desk.undo.done(done.name));
  show(null);
}

/** The notice; where it goes away with the focus on it, the focus goes back to where it came from. */
export function UndoNotice() {
  const done = useValue(last);
  const [now, setNow] = useState(Date.now);
  const before = useRef<HTMLElement | null>(null);
  const inside = useRef(false);
  useEffect(() => {
    if (!done) {
      if (inside.current && before.current?.isConnected) before.current.focus();
      inside.current = false;
      return undefined;
    }
    const every = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(every);
  }, [done]);
  if (!done) return null;
  return (
    <section
      className="undo"
      aria-label={text.desk.undo.label}
      onFocus={(event) => {
        inside.current = true;
        if (event.relatedTarget instanceof HTMLElement && !event.currentTarget.contains(event.relatedTarget)) before.current = event.relatedTarget;
      }}
      onBlur={(event) => {
        // A button that is gone has lost the focus; one that is there was left on purpose.
        if (event.target.isConnected) inside.current = false;
      }}
    >
      {done.alert ? (
        <>
          <p>{done.what}</p>
          <button type="button" onClick={() => void undo()}>
            {text.desk.undo.press}
          </button>
          <span className="note figure" aria-hidden="true">
            {text.desk.undo.left(Math.ceil(Math.min(LIMIT_MS, Math.max(0, done.until - now)) / 1_000))}
          </span>
        </>
      ) : (
        <>
          <p role="alert">{done.what}</p>
          <button type="button" onClick={() => show(null)}>
            {text.desk.undo.close}
          </button>
        </>
      )}
    </section>
  );
}
