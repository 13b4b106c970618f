// A patient's medicines: what is to be taken, what was, and what a clinician settles.
import { useState, type FormEvent } from "react";
import { ask } from "../ask";
import type { MedicineLine, Row } from "../contract";
import { say, serverNow } from "../desk";
import { useMe } from "../me";
import { usePoll } from "../ops/poll";
import { text } from "../text";
import { useTimes } from "../zone";

const EVERY_MS = 10_000;
const DOSES_SHOWN = 3;

interface Typed {
  name: string;
  dose: string;
  times: string;
  note: string;
}

const NOTHING: Typed = { name: "", dose: "", times: "", note: "" };

export function Medicines({ row }: { row: Row }) {
  const url = `/api/patients/${encodeURIComponent(row.patient)}/medicines`;
  const { data, failed } = usePoll<MedicineLine[]>(url, EVERY_MS);
  const [own, setOwn] = useState<{ over: MedicineLine[] | null; lines: MedicineLine[] } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const lines = own && own.over === data ? own.lines : data;
  const settles = useMe()?.roles.includes("clinician") ?? false;
  const send = async (method: string, path: string, body: object): Promise<boolean> => {
    const done = await ask<MedicineLine[]>(method, path, body);
    setProblem(done.ok ? null : text.medicines.failed(done.why));
    if (done.ok) setOwn({ over: data, lines: done.data });
    return done.ok;
  };
  const stop = async (line: MedicineLine): Promise<void> => {
    const { id, version, name, dose, times, note } = line;
    const path = `${url}/${encodeURIComponent(id)}`;
    if (await send("PUT", path, { version, name, dose, times, note, stopped: true })) say(text.medicines.stoppedNow(name));
  };
  return (
    <section className="medicines">
      <h3>{text.medicines.heading}</h3>
      {lines === null && <p className="note">{failed ? text.medicines.notLoaded : text.patient.loading}</p>}
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      {lines?.length === 0 && <p className="note">{text.medicines.none}</p>}
      <ul className="plain-list">
        {lines?.map((line) => (
          <li key={line.id} data-medicine={line.id}>
            <p>
              <strong>{line.name}</strong> <span className="nowrap">{line.dose}</span>{" "}
              {line.times.length > 0 ? text.medicines.daily(line.times.join(", ")) : text.medicines.whenNeeded}
              {line.stopped && <strong> {text.medicines.stopped}</strong>} <span className="note">{line.note}</span>{" "}
              {settles && !line.stopped && (
                <button type="button" className="quiet" aria-label={text.medicines.stopOf(line.name)} onClick={() => void stop(line)}>
                  {text.medicines.stop}
                </button>
              )}
            </p>
            <Doses line={line} />
          </li>
        ))}
      </ul>
      {settles && lines !== null && <Add onAdd={(typed) => send("POST", url, typed)} />}
    </section>
  );
}

function Doses({ line }: { line: MedicineLine }) {
  const { moment } = useTimes();
  const now = serverNow();
  return (
    <ul>
      {line.doses.slice(0, DOSES_SHOWN).map((dose) => (
        <li className="note" key={`${dose.due_at} ${dose.at}`}>
          {dose.due_at !== null && text.medicines.due(moment(dose.due_at, now))}{" "}
          {dose.taken ? text.medicines.taken : text.medicines.notTaken(dose.reason)} {text.medicines.saidBy(dose.by, moment(dose.at, now))}
        </li>
      ))}
    </ul>
  );
}

function Add({ onAdd }: { onAdd(body: object): Promise<boolean> }) {
  const [typed, setTyped] = useState(NOTHING);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const times = typed.times.split(/[\s,;]+/).filter(Boolean);
    if (!(await onAdd({ ...typed, times }))) return;
    say(text.medicines.added(typed.name));
    setTyped(NOTHING);
  };
  return (
    <details>
      <summary>{text.medicines.add}</summary>
      <form onSubmit={(event) => void submit(event)}>
        {(["name", "dose", "times", "note"] as const).map((field) => (
          <label key={field}>
            {text.medicines.fields[field]}
            <input
              value={typed[field]}
              maxLength={80}
              required={field === "name" || field === "dose"}
              onChange={(event) => setTyped({ ...typed, [field]: event.target.value })}
            />
          </label>
        ))}
        <div className="actions">
          <button type="submit">{text.medicines.add}</button>
        </div>
      </form>
    </details>
  );
}
