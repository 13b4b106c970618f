// What was rejected: every reading with its reason and its bytes, read as far as they go, and a press to
// have it taken again. Each count opens its list.
import { useState } from "react";
import { ask } from "../ask";
import type { Inspected, Quarantine, Quarantined, Replayed } from "./contract";
import { say, serverNow } from "../desk";
import { together } from "../language";
import { text } from "../text";
import { moment } from "../time";
import { usePoll } from "./poll";

const LIST_MS = 3_000;

export function Rejected({ byReason, total }: { byReason: Record<string, number>; total: number }) {
  const { data, failed } = usePoll<Quarantine>("/api/quarantine?limit=200", LIST_MS);
  const [reason, setReason] = useState<string | null>(null);
  const [settled, setSettled] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string | null>(null);
  const reasons = Object.entries(byReason).toSorted((a, b) => b[1] - a[1]);
  const waiting = data?.items.filter((item) => !settled.has(item.id)) ?? [];
  const items = waiting.filter((item) => reason === null || item.reason === reason);
  const replay = async (id: string): Promise<void> => {
    const done = await ask<Replayed>("POST", `/api/quarantine/${id}/replays`, {});
    if (!done.ok) return setProblem(text.ops.replayFailed(id, done.why));
    setProblem(null);
    setSettled((before) => new Set([...before, id]));
    const became = [...new Set(done.data.became)].map((what) => text.ops.became[what] ?? what).join("; ");
    say(text.ops.replayed(id, became || text.ops.becameNothing));
  };
  return (
    <section aria-labelledby="rejected">
      <h2 id="rejected">
        {text.ops.rejected} <span className="note">{text.ops.count(total)}</span>
      </h2>
      {failed && (
        <p role="alert" className="problem">
          {text.ops.rejectedFailed}
        </p>
      )}
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      {data && data.replayed > 0 && <p className="note">{text.ops.rejectedReplayed(data.replayed)}</p>}
      {total === 0 && items.length === 0 && <p className="note">{text.ops.rejectedNone}</p>}
      {reasons.length > 0 && (
        <div role="group" aria-label={text.ops.reasons} className="filters">
          <button type="button" className="tab" aria-pressed={reason === null} onClick={() => setReason(null)}>
            {text.ops.everyReason} <span className="figure">{text.ops.count(total)}</span>
          </button>
          {reasons.map(([name, count]) => (
            <button
              type="button"
              key={name}
              className="tab"
              aria-pressed={reason === name}
              onClick={() => setReason(reason === name ? null : name)}
            >
              {reasonName(name)} <span className="figure">{text.ops.count(count)}</span>
            </button>
          ))}
        </div>
      )}
      {items.length > 0 && <RejectedTable items={items} onReplay={replay} />}
      {data && data.items.length < data.total && (
        <p className="note">{text.ops.rejectedShown(data.items.length, data.total)}</p>
      )}
    </section>
  );
}

function RejectedTable({ items, onReplay }: { items: Quarantined[]; onReplay(id: string): Promise<void> }) {
  const now = serverNow();
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={text.ops.rejected}>
      <table className="plain rejected" aria-labelledby="rejected">
        <thead>
          <tr>
            <th scope="col">{text.ops.at}</th>
            <th scope="col">{text.ops.gateway}</th>
            <th scope="col">{text.ops.reason}</th>
            <th scope="col">{text.ops.detail}</th>
            <th scope="col">{text.ops.bytes}</th>
            <th scope="col">{text.ops.actions}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id} data-quarantined={item.id}>
              <td className="figure nowrap">{moment(item.at, now)}</td>
              <td className="nowrap">{item.gateway ?? text.ops.nobody}</td>
              <td>{reasonName(item.reason)}</td>
              <td>{together(item.detail)}</td>
              <td>
                <code>{inPairs(item.bytes_hex)}</code>
                <span className="note">{byteNote(item)}</span>
              </td>
              <td>
                <Mend item={item} onReplay={onReplay} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What one thing says, what would mend it, and the press that has it taken again. */
function Mend({ item, onReplay }: { item: Quarantined; onReplay(id: string): Promise<void> }) {
  const [inspected, setInspected] = useState<Inspected | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const open = async (): Promise<void> => {
    if (inspected) return setInspected(null);
    const done = await ask<Inspected>("GET", `/api/quarantine/${item.id}`);
    setProblem(done.ok ? null : done.why);
    if (done.ok) setInspected(done.data);
  };
  return (
    <>
      <button type="button" className="small" aria-expanded={inspected !== null} aria-label={text.ops.inspectOf(item.id)} onClick={() => void open()}>
        {text.ops.inspect}
      </button>{" "}
      <button type="button" className="small" aria-label={text.ops.replayOf(item.id)} onClick={() => void onReplay(item.id)}>
        {text.ops.replay}
      </button>
      {problem && <p role="alert">{problem}</p>}
      {inspected && <Read inspected={inspected} />}
    </>
  );
}

function Read({ inspected }: { inspected: Inspected }) {
  const now = serverNow();
  return (
    <div className="inspected">
      <ul>
        {inspected.readings.map((reading, place) => (
          <li key={place}>
            {reading.device}: {reading.values.join(", ")},{" "}
            {reading.taken_at === null ? text.ops.noTime : moment(reading.taken_at, now)}
          </li>
        ))}
      </ul>
      {inspected.text && <code>{inspected.text}</code>}
      {inspected.stopped && <p className="note">{inspected.stopped}</p>}
      <p className="note">
        {text.ops.whatMends}: {inspected.mend}
      </p>
    </div>
  );
}

function reasonName(reason: string): string {
  return text.ops.reasonNames[reason] ?? reason.replaceAll("_", " ");
}

/** "1e 50 00": bytes that a person can count and a line can wrap. */
function inPairs(hex: string): string {
  return hex.match(/..?/g)?.join(" ") ?? "";
}

function byteNote(item: Quarantined): string {
  const shown = Math.floor(item.bytes_hex.length / 2);
  return shown < item.bytes_total
    ? text.ops.bytesPart(shown, item.bytes_total)
    : text.ops.bytesAll(item.bytes_total);
}
