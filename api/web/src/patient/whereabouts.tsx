// How a patient is reached: telephone, and bed or room.
import { useRef, useState, type FormEvent } from "react";
import { ask } from "../ask";
import { tel } from "../call";
import type { Row, Whereabouts } from "../contract";
import { say, serverNow } from "../desk";
import { usePoll } from "../ops/poll";
import { text } from "../text";
import { useTimes } from "../zone";

const EVERY_MS = 15_000;
const words = text.desk.where;

export function WhereaboutsOf({ row }: { row: Row }) {
  const { moment } = useTimes();
  const url = `/api/patients/${encodeURIComponent(row.patient)}/whereabouts`;
  const { data, failed } = usePoll<Whereabouts>(url, EVERY_MS);
  const [own, setOwn] = useState<Whereabouts | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const known = own && own.version >= (data?.version ?? 0) ? own : data;
  const save = async (wish: Wish): Promise<Saved> => {
    const done = await ask<Whereabouts>("PUT", url, wish);
    setProblem(done.ok ? null : words.failed(done.why));
    if (done.ok) say(words.done);
    // Whoever wasn't first sees at once what the first one did, and may then say the same again.
    const isSecond = !done.ok && done.status === 409;
    const newest = isSecond ? await ask<Whereabouts>("GET", url) : done;
    if (newest.ok) setOwn(newest.data);
    return { done: done.ok, seen: newest.ok ? newest.data.version : wish.version };
  };
  return (
    <section className="stays whereabouts">
      <h3>{words.heading}</h3>
      {known === null && <p className="note">{failed ? words.notLoaded : text.patient.loading}</p>}
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      {known && (
        <>
          <p>
            {known.phone === "" ? words.none : <a href={tel(known.phone)}>☎ {known.phone}</a>}
            {known.room !== "" && ` · ${known.room}`}
          </p>
          {known.by !== null && known.at !== null && <p className="note">{words.by(text.person(known.by), moment(known.at, serverNow()))}</p>}
          <Change known={known} onSave={save} />
        </>
      )}
    </section>
  );
}

interface Wish {
  phone: string;
  room: string;
  /** What whoever wishes it has seen. */
  version: number;
}

interface Saved {
  done: boolean;
  /** Which version they have seen now. */
  seen: number;
}

/** What somebody has typed stays until it is saved, whatever others save meanwhile; the rest is as it is known. */
function Change({ known, onSave }: { known: Whereabouts; onSave(wish: Wish): Promise<Saved> }) {
  const [typed, setTyped] = useState<Partial<Wish> | null>(null);
  const { phone, room, version } = known;
  const wish: Wish = { phone, room, version, ...typed };
  // Whoever begins to type has seen what is known then.
  const type = (part: Partial<Wish>): void => setTyped({ version, ...typed, ...part });
  const part = useRef<HTMLDetailsElement>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { done, seen } = await onSave(wish);
    // What was typed while it was saved isn't saved yet.
    setTyped((now) => (done && now === typed ? null : { ...now, version: seen }));
    const details = part.current;
    if (!done || !details) return;
    const isHere = details.contains(document.activeElement);
    details.open = false;
    if (isHere) details.querySelector("summary")?.focus();
  };
  return (
    <details ref={part}>
      <summary>{words.change}</summary>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {words.phone}
          <input type="tel" value={wish.phone} maxLength={40} placeholder={words.hint} onChange={(event) => type({ phone: event.target.value })} />
        </label>
        <label>
          {words.room}
          <input value={wish.room} maxLength={20} onChange={(event) => type({ room: event.target.value })} />
        </label>
        <div className="actions">
          <button type="submit">{words.save}</button>
        </div>
      </form>
    </details>
  );
}
