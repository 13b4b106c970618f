// A patient's stays in hospital: entered, ended, taken back.
import { useState, type FormEvent } from "react";
import { ask } from "../ask";
import type { Row, Stay, StayEnd, StayKind } from "../contract";
import { say, serverNow } from "../desk";
import { usePoll } from "../ops/poll";
import { text } from "../text";
import { useTimes } from "../zone";

const EVERY_MS = 15_000;
const KINDS = Object.keys(text.stays.kinds) as StayKind[];
const ENDS = Object.keys(text.stays.ends) as StayEnd[];

export function Stays({ row }: { row: Row }) {
  const { moment } = useTimes();
  const url = `/api/patients/${encodeURIComponent(row.patient)}/stays`;
  const { data, failed } = usePoll<Stay[]>(url, EVERY_MS);
  const [own, setOwn] = useState<{ over: Stay[] | null; stays: Stay[] } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const stays = own && own.over === data ? own.stays : data;
  const send = async (method: string, path: string, body: object): Promise<boolean> => {
    const done = await ask<Stay[]>(method, path, body);
    setProblem(done.ok ? null : text.stays.failed(done.why));
    if (done.ok) setOwn({ over: data, stays: done.data });
    if (done.ok) say(text.stays.done);
    return done.ok;
  };
  const mend = ({ id, by: _by, at: _at, ...stay }: Stay, change: Partial<Stay>): Promise<boolean> =>
    send("PUT", `${url}/${encodeURIComponent(id)}`, { ...stay, ...change });
  return (
    <section className="stays">
      <h3>{text.stays.heading}</h3>
      {stays === null && <p className="note">{failed ? text.stays.notLoaded : text.patient.loading}</p>}
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      {stays?.length === 0 && <p className="note">{text.stays.none}</p>}
      <ul className="plain-list">
        {stays?.map((stay) => (
          <li key={stay.id} data-stay={stay.id}>
            <p>
              <strong>{text.stays.kinds[stay.kind]}</strong> {text.stays.from(stay.admitted)}{" "}
              {stay.discharged && stay.ended ? text.stays.until(stay.discharged, text.stays.ends[stay.ended]) : text.stays.lasts}.
              {stay.withdrawn && <strong> {text.stays.withdrawn}</strong>}
            </p>
            {stay.note && <p className="said">{stay.note}</p>}
            <p className="note">{text.stays.by(stay.by, moment(stay.at, serverNow()))}</p>
            {!stay.withdrawn && (
              <>
                {stay.discharged === null && <Discharge onEnd={(end) => mend(stay, end)} />}
                <button type="button" className="quiet" aria-label={text.stays.takeBackOf(stay.admitted)} onClick={() => void mend(stay, { withdrawn: true })}>
                  {text.stays.takeBack}
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      {stays !== null && <Enter onEnter={(stay) => send("POST", url, stay)} />}
    </section>
  );
}

function Discharge({ onEnd }: { onEnd(end: { discharged: string; ended: StayEnd }): Promise<boolean> }) {
  const [discharged, setDischarged] = useState("");
  const [ended, setEnded] = useState<StayEnd>("home");
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    await onEnd({ discharged, ended });
  };
  return (
    <details>
      <summary>{text.stays.discharge}</summary>
      <form onSubmit={(event) => void submit(event)}>
        <Day label={text.stays.dischargedOn} value={discharged} required onChange={setDischarged} />
        <Choice label={text.stays.ended} of={ENDS} words={text.stays.ends} value={ended} onChoose={setEnded} />
        <div className="actions">
          <button type="submit">{text.stays.discharge}</button>
        </div>
      </form>
    </details>
  );
}

function Enter({ onEnter }: { onEnter(stay: object): Promise<boolean> }) {
  const [kind, setKind] = useState<StayKind>("unplanned");
  const [admitted, setAdmitted] = useState("");
  const [discharged, setDischarged] = useState("");
  const [ended, setEnded] = useState<StayEnd>("home");
  const [note, setNote] = useState("");
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const end = discharged === "" ? {} : { discharged, ended };
    if (!(await onEnter({ kind, admitted, note, ...end }))) return;
    setAdmitted("");
    setDischarged("");
    setNote("");
  };
  return (
    <details>
      <summary>{text.stays.add}</summary>
      <form onSubmit={(event) => void submit(event)}>
        <Choice label={text.stays.kind} of={KINDS} words={text.stays.kinds} value={kind} onChoose={setKind} />
        <Day label={text.stays.admitted} value={admitted} required onChange={setAdmitted} />
        <Day label={text.stays.discharged} value={discharged} onChange={setDischarged} />
        <Choice label={text.stays.ended} of={ENDS} words={text.stays.ends} value={ended} onChoose={setEnded} />
        <label>
          {text.stays.note}
          <input value={note} maxLength={200} onChange={(event) => setNote(event.target.value)} />
        </label>
        <div className="actions">
          <button type="submit">{text.stays.add}</button>
        </div>
      </form>
    </details>
  );
}

interface DayProps {
  label: string;
  value: string;
  required?: boolean;
  onChange(day: string): void;
}

function Day({ label, value, required = false, onChange }: DayProps) {
  return (
    <label>
      {label}
      <input type="date" value={value} required={required} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  of: T[];
  words: Record<NoInfer<T>, string>;
  value: NoInfer<T>;
  onChoose: (value: NoInfer<T>) => void;
}

export function Choice<T extends string>({ label, of, words, value, onChoose }: ChoiceProps<T>) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChoose(event.target.value as T)}>
        {of.map((one) => (
          <option key={one} value={one}>
            {words[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
