// Who did what: the trail, newest first, searched by who, what, whom it is about and what came of it.
import { useEffect, useState, type FormEvent } from "react";
import "../accounts/accounts.css";
import type { Trail } from "../accounts/contract";
import { ask, type Answer } from "../ask";
import { text } from "../text";
import { dated } from "../time";
import { aboutOf } from "./requests";
import { words } from "./words";

interface Search {
  who: string;
  what: string;
  patient: string;
  outcome: string;
}

const EVERYTHING: Search = { who: "", what: "", patient: "", outcome: "" };
const LIMIT = 100;

function find(search: Search, before: Trail | null): Promise<Answer<Trail>> {
  const query = new URLSearchParams({ limit: String(LIMIT) });
  for (const [name, value] of Object.entries(search)) if (value.trim() !== "") query.set(name, value.trim());
  if (before?.next != null) query.set("before", String(before.next));
  return ask<Trail>("GET", `/api/audit?${query}`);
}

export function Audit() {
  const [typed, setTyped] = useState(EVERYTHING);
  const [trail, setTrail] = useState<Trail | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const show = (answer: Answer<Trail>, before: Trail | null): void => {
    setFailed(answer.ok ? null : answer.why);
    if (answer.ok) setTrail({ ...answer.data, records: [...(before?.records ?? []), ...answer.data.records] });
  };
  const load = async (search: Search, before: Trail | null): Promise<void> => show(await find(search, before), before);
  useEffect(() => {
    let isGone = false;
    void find(EVERYTHING, null).then((answer) => {
      if (!isGone) show(answer, null);
    });
    return () => {
      isGone = true;
    };
  }, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void load(typed, null);
  };
  const field = (name: keyof Search, label: string) => (
    <label>
      {label} <input type="search" value={typed[name]} onChange={(event) => setTyped({ ...typed, [name]: event.target.value })} />
    </label>
  );
  return (
    <div className="audit">
      <h1>{words.heading}</h1>
      {trail && <p className="note">{words.about(trail.entries, trail.head_hash)}</p>}
      <form className="tools" onSubmit={submit} role="search">
        {field("who", words.who)}
        {field("what", words.what)}
        {field("patient", words.patient)}
        <label>
          {words.outcome}{" "}
          <select value={typed.outcome} onChange={(event) => setTyped({ ...typed, outcome: event.target.value })}>
            <option value="">{words.any}</option>
            {Object.entries(words.outcomes).map(([key, name]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="primary">
          {words.search}
        </button>
      </form>
      {failed && (
        <p role="alert" className="problem">
          {words.failed} {failed}
        </p>
      )}
      {!trail && !failed && <p className="empty">{words.loading}</p>}
      {trail && <Records trail={trail} />}
      {trail &&
        (trail.next === null ? (
          <p className="note">{trail.records.length === 0 ? words.none : words.end}</p>
        ) : (
          <p>
            <button type="button" onClick={() => void load(typed, trail)}>
              {words.more}
            </button>
          </p>
        ))}
    </div>
  );
}

/** In words; the request as it was stands behind them. */
function What({ record }: { record: Trail["records"][number] }) {
  const request = words.request(record.what);
  // After a colon stand names that people gave.
  if (request === null) return <td translate={record.what.includes(":") ? "no" : undefined}>{words.deed(record.what)}</td>;
  return (
    <td>
      {request}
      <details>
        <summary className="note">{words.exactly}</summary>
        <code translate="no">{[record.what, record.object].filter(Boolean).join(" ")}</code>
      </details>
    </td>
  );
}

/** Whose record, which account, which document. */
function aboutWhom({ what, object, patient }: Trail["records"][number]): string {
  const about = object?.startsWith("/") ? aboutOf(what, object) : [object];
  return [...new Set([patient, ...about])].filter(Boolean).join(", ");
}

function Records({ trail }: { trail: Trail }) {
  const { table } = words;
  return (
    <div className="scroll" role="region" aria-label={table.caption} tabIndex={0}>
      <table className="plain">
        <caption className="hidden">{table.caption}</caption>
        <thead>
          <tr>
            {[table.at, table.who, table.what, table.about, table.from, table.outcome].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {trail.records.map((record) => (
            <tr key={record.offset}>
              <td>{dated(record.at)}</td>
              <td translate={record.who === "" ? undefined : "no"}>{record.who === "" ? words.nobody : text.person(record.who)}</td>
              <What record={record} />
              <td translate="no">{aboutWhom(record)}</td>
              <td>{record.from ?? ""}</td>
              <td>{words.outcomes[record.outcome] ?? record.outcome}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
