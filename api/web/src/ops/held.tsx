// Readings of which nobody knows whose they are: what, why it is asked, and one press for each who it may be.
import { useState } from "react";
import { ask } from "../ask";
import type { Held, Unclaimed } from "../contract";
import { board, say, serverNow } from "../desk";
import { measured } from "../patient/questions";
import { text } from "../text";
import { moment } from "../time";
import { usePoll } from "./poll";

const LIST_MS = 3_000;
/** So many are shown before somebody asks for more: gateways stand below. */
const FEW = 8;

export function HeldReadings() {
  const { data, failed } = usePoll<Unclaimed>("/api/unclaimed?limit=200", LIST_MS);
  const [settled, setSettled] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const items = data?.items.filter((item) => !settled.has(item.reading)) ?? [];
  const settle = async (item: Held, patients: string[], answer: "yes" | "no"): Promise<void> => {
    for (const patient of patients) {
      const body = { reading: item.reading, answer };
      const done = await ask<unknown>("POST", `/api/patients/${encodeURIComponent(patient)}/claims`, body);
      if (!done.ok) return setProblem(text.patient.claimFailed(done.why));
    }
    setProblem(null);
    if (answer === "yes") setSettled((before) => new Set([...before, item.reading]));
    const names = patients.map(nameOf).join(", ");
    say(answer === "yes" ? text.patient.claimed(names) : text.patient.denied(names));
  };
  return (
    <section aria-labelledby="held">
      <h2 id="held">
        {text.ops.held} {data && <span className="note">{text.ops.heldCount(data.waiting)}</span>}
      </h2>
      {failed && (
        <p role="alert" className="problem">
          {text.ops.heldFailed}
        </p>
      )}
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      {data && items.length === 0 && <p className="note">{text.ops.heldNone}</p>}
      {items.length > 0 && <HeldTable items={all ? items : items.slice(0, FEW)} onSettle={settle} />}
      {items.length > FEW && (
        <button type="button" onClick={() => setAll(!all)}>
          {all ? text.ops.heldFewer : text.ops.heldMore(items.length - FEW)}
        </button>
      )}
      {data && data.items.length < data.waiting && (
        <p className="note">{text.ops.heldShown(data.items.length, data.waiting)}</p>
      )}
    </section>
  );
}

interface TableProps {
  items: Held[];
  onSettle(item: Held, patients: string[], answer: "yes" | "no"): Promise<void>;
}

function HeldTable({ items, onSettle }: TableProps) {
  const now = serverNow();
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={text.ops.held}>
      <table className="plain held-readings" aria-labelledby="held">
        <thead>
          <tr>
            <th scope="col">{text.ops.at}</th>
            <th scope="col">{text.ops.heldWhat}</th>
            <th scope="col">{text.ops.heldDevice}</th>
            <th scope="col">{text.ops.heldWhy}</th>
            <th scope="col">{text.ops.heldWho}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.reading} data-held={item.reading}>
              <td className="figure nowrap">{moment(item.taken_at, now)}</td>
              <th scope="row">{measured(item)}</th>
              <td className="nowrap">{item.device}</td>
              <td>{text.ops.heldDoubts[item.doubt] ?? item.doubt}</td>
              <td>
                <Candidates item={item} onSettle={onSettle} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Candidates({ item, onSettle }: { item: Held; onSettle: TableProps["onSettle"] }) {
  const open = item.candidates.filter((candidate) => !candidate.denied);
  const what = measured(item);
  return (
    <ul className="candidates">
      {item.candidates.map((candidate) => (
        <li key={candidate.patient}>
          {candidate.denied ? (
            <span className="note">{text.ops.heldDenied(nameOf(candidate.patient))}</span>
          ) : (
            <>
              <button
                type="button"
                className="small"
                aria-label={text.ops.heldIsOf(nameOf(candidate.patient), what)}
                onClick={() => void onSettle(item, [candidate.patient], "yes")}
              >
                {text.ops.heldIs(nameOf(candidate.patient))}
              </button>{" "}
              <span className="note">{text.ops.heldShare(Math.round(candidate.per_mille / 10))}</span>
            </>
          )}
        </li>
      ))}
      <li>
        {open.length === 0 ? (
          <span className="note">{text.ops.heldDenials}</span>
        ) : (
          <button
            type="button"
            className="small"
            aria-label={text.ops.heldNobodyOf(what)}
            onClick={() =>
              void onSettle(
                item,
                open.map((candidate) => candidate.patient),
                "no",
              )
            }
          >
            {text.ops.heldNobody}
          </button>
        )}
      </li>
    </ul>
  );
}

function nameOf(patient: string): string {
  return board.latest(patient)?.name ?? patient;
}
