// How a patient is reached: telephone, and bed or room.
import { useState, type FormEvent } from "react";
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
  const [own, setOwn] = useState<{ over: Whereabouts | null; known: Whereabouts } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const known = own && own.over === data ? own.known : data;
  const save = async (wish: object): Promise<void> => {
    const done = await ask<Whereabouts>("PUT", url, wish);
    setProblem(done.ok ? null : words.failed(done.why));
    if (done.ok) setOwn({ over: data, known: done.data });
    if (done.ok) say(words.done);
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
          <Change key={known.version} known={known} onSave={save} />
        </>
      )}
    </section>
  );
}

function Change({ known, onSave }: { known: Whereabouts; onSave(wish: object): Promise<void> }) {
  const [phone, setPhone] = useState(known.phone);
  const [room, setRoom] = useState(known.room);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    await onSave({ phone, room, version: known.version });
  };
  return (
    <details>
      <summary>{words.change}</summary>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {words.phone}
          <input type="tel" value={phone} maxLength={40} placeholder={words.hint} onChange={(event) => setPhone(event.target.value)} />
        </label>
        <label>
          {words.room}
          <input value={room} maxLength={20} onChange={(event) => setRoom(event.target.value)} />
        </label>
        <div className="actions">
          <button type="submit">{words.save}</button>
        </div>
      </form>
    </details>
  );
}
