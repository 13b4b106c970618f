// A patient's appointments: asked for, offered, agreed, called off.
import { useState, type FormEvent } from "react";
import { ask } from "../ask";
import type { Row, Visit } from "../contract";
import { say, serverNow } from "../desk";
import { usePoll } from "../ops/poll";
import { text } from "../text";
import { momentOf } from "../time";
import { useTimes } from "../zone";

const EVERY_MS = 5_000;

export function Appointments({ row }: { row: Row }) {
  const { moment } = useTimes();
  const url = `/api/patients/${encodeURIComponent(row.patient)}/appointments`;
  const { data, failed } = usePoll<Visit[]>(url, EVERY_MS);
  const [own, setOwn] = useState<{ over: Visit[] | null; visits: Visit[] } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const visits = own && own.over === data ? own.visits : data;
  const send = async (path: string, body: object): Promise<boolean> => {
    const done = await ask<Visit[]>("POST", path, body);
    setProblem(done.ok ? null : text.appointments.failed(done.why));
    if (done.ok) setOwn({ over: data, visits: done.data });
    if (done.ok) say(text.appointments.done);
    return done.ok;
  };
  const step = (visit: Visit, body: object): Promise<boolean> =>
    send(`${url}/${encodeURIComponent(visit.id)}/steps`, { version: visit.version, ...body });
  const open = visits?.filter((visit) => visit.ends_at > serverNow() && visit.stand !== "cancelled") ?? [];
  return (
    <section className="appointments">
      <h3>{text.appointments.heading}</h3>
      {visits === null && <p className="note">{failed ? text.appointments.notLoaded : text.patient.loading}</p>}
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      {visits !== null && open.length === 0 && <p className="note">{text.appointments.none}</p>}
      <ul className="plain-list">
        {open.map((visit) => (
          <li key={visit.id} data-visit={visit.id}>
            <p>
              <strong>{moment(visit.starts_at, serverNow())}</strong>, {text.appointments.minutes(visit.minutes)}
              {visit.with && `, ${visit.with}`}
              {visit.place && `, ${visit.place}`}. {text.appointments.stands[visit.stand]}
            </p>
            {visit.note && <p className="said">{visit.note}</p>}
            <p className="note">{text.appointments.by(visit.by, moment(visit.at, serverNow()))}</p>
            <div className="actions">
              {visit.can.includes("confirm") && (
                <button type="button" onClick={() => void step(visit, { do: "confirm" })}>
                  {text.appointments.confirm}
                </button>
              )}
              {visit.can.includes("cancel") && (
                <button type="button" className="quiet" onClick={() => void step(visit, { do: "cancel" })}>
                  {text.appointments.cancel}
                </button>
              )}
            </div>
            {visit.can.includes("propose") && <Offer label={text.appointments.other} zone={row.zone} onOffer={(offer) => step(visit, { do: "propose", ...offer })} />}
          </li>
        ))}
      </ul>
      {visits !== null && <Offer label={text.appointments.offer} zone={row.zone} onOffer={(offer) => send(url, offer)} />}
    </section>
  );
}

/** A time, a length and a place that the patient can agree to. */
function Offer({ label, zone, onOffer }: { label: string; zone: string; onOffer(offer: object): Promise<boolean> }) {
  const [when, setWhen] = useState("");
  const [minutes, setMinutes] = useState("20");
  const [place, setPlace] = useState("");
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const starts_at = momentOf(when, zone);
    if (Number.isNaN(starts_at)) return;
    if (await onOffer({ starts_at, minutes: Number(minutes), place })) setWhen("");
  };
  return (
    <details>
      <summary>{label}</summary>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {text.appointments.when}
          <input type="datetime-local" value={when} required onChange={(event) => setWhen(event.target.value)} />
        </label>
        <label>
          {text.appointments.length}
          <input type="number" min={5} max={240} value={minutes} onChange={(event) => setMinutes(event.target.value)} />
        </label>
        <label>
          {text.appointments.place}
          <input value={place} maxLength={120} onChange={(event) => setPlace(event.target.value)} />
        </label>
        <div className="actions">
          <button type="submit">{label}</button>
        </div>
      </form>
    </details>
  );
}
