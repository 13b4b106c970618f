// Which team looks after a patient, where, and what is monitored.
import { useState, type FormEvent } from "react";
import { ask } from "../ask";
import type { Programme, Row, Team } from "../contract";
import { say, serverNow } from "../desk";
import { usePoll } from "../ops/poll";
import { text } from "../text";
import { Choice } from "./stays";
import { useTimes } from "../zone";

const EVERY_MS = 15_000;
const PROGRAMMES = Object.keys(text.team.programmes) as Programme[];

export function TeamOf({ row }: { row: Row }) {
  const { moment } = useTimes();
  const url = `/api/patients/${encodeURIComponent(row.patient)}/team`;
  const { data, failed } = usePoll<Team>(url, EVERY_MS);
  const [own, setOwn] = useState<{ over: Team | null; team: Team } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const team = own && own.over === data ? own.team : data;
  const save = async (wish: object): Promise<boolean> => {
    const done = await ask<Team>("PUT", url, wish);
    setProblem(done.ok ? null : text.team.failed(done.why));
    if (done.ok) setOwn({ over: data, team: done.data });
    if (done.ok) say(text.team.done);
    return done.ok;
  };
  return (
    <section className="stays team">
      <h3>{text.team.heading}</h3>
      {team === null && <p className="note">{failed ? text.team.notLoaded : text.patient.loading}</p>}
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      {team && (
        <>
          <p>{team.version === 0 ? text.team.none : `${text.team.of(team.team, team.site)}. ${text.team.programmes[team.programme]}`}</p>
          {team.by !== null && team.at !== null && <p className="note">{text.team.by(team.by, moment(team.at, serverNow()))}</p>}
          <Change key={team.version} team={team} onSave={save} />
        </>
      )}
    </section>
  );
}

function Change({ team, onSave }: { team: Team; onSave(wish: object): Promise<boolean> }) {
  const [name, setName] = useState(team.team);
  const [site, setSite] = useState(team.site);
  const [programme, setProgramme] = useState(team.programme);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    await onSave({ team: name, site, programme, version: team.version });
  };
  return (
    <details>
      <summary>{text.team.change}</summary>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {text.team.team}
          <input value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          {text.team.site}
          <input value={site} maxLength={60} onChange={(event) => setSite(event.target.value)} />
        </label>
        <Choice label={text.team.programme} of={PROGRAMMES} words={text.team.programmes} value={programme} onChoose={setProgramme} />
        <div className="actions">
          <button type="submit">{text.team.save}</button>
        </div>
      </form>
    </details>
  );
}
