// One decision made again from the journal, and held beside what was decided then.
import { useState } from "react";
import { ask } from "../ask";
import type { Recomputed, TimelineEntry } from "../contract";
import { serverNow } from "../desk";
import { text } from "../text";
import { useTimes } from "../zone";

/** A long journal takes a while. */
const LIMIT_MS = 300_000;

export function Recompute({ patient, entry }: { patient: string; entry: TimelineEntry }) {
  const { moment } = useTimes();
  const [found, setFound] = useState<Recomputed | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const recompute = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const url = `/api/patients/${encodeURIComponent(patient)}/events/${encodeURIComponent(entry.id)}/replays`;
    const answer = await ask<Recomputed>("POST", url, undefined, LIMIT_MS);
    setBusy(false);
    setProblem(answer.ok ? null : answer.why);
    if (answer.ok) setFound(answer.data);
  };
  return (
    <>
      {" "}
      <button
        type="button"
        className="quiet"
        aria-disabled={busy}
        aria-label={text.patient.recomputeOf(moment(entry.at, serverNow()), entry.text)}
        onClick={() => void recompute()}
      >
        {busy ? text.patient.recomputing : text.patient.recompute}
      </button>
      {problem && (
        <span role="alert" className="note">
          {" "}
          {text.patient.recomputeFailed(problem)}
        </span>
      )}
      {found && <Found found={found} />}
    </>
  );
}

function Found({ found }: { found: Recomputed }) {
  const { now } = found;
  const isOtherEngine = now !== null && found.engine_then !== now.engine;
  return (
    <span className="recomputed" role="status">
      <strong>
        {isOtherEngine
          ? text.patient.recomputedEngine(found.engine_then)
          : found.same
            ? text.patient.recomputedSame(found.entries)
            : text.patient.recomputedOther(found.entries)}
      </strong>
      {now && (
        <>
          <span>{now.text}</span>
          <span className="note">
            {now.rule && `${text.patient.rule} ${now.rule}`}
            {now.source && `, ${text.patient.after(now.source)}`}
          </span>
          <span className="note">
            {now.rule_set}, SHA-256 <span className="code">{now.rules}</span>, {text.patient.engine} {now.engine}
          </span>
          {now.inputs.map((input) => (
            <span className="note" key={input.reading}>
              {text.patient.restsOn(input.reading, input.values.join(", "), input.taken_at)}
            </span>
          ))}
          {now.unless.map((unless) => (
            <span className="note" key={unless}>
              {unless}
            </span>
          ))}
        </>
      )}
    </span>
  );
}
