// What was rejected: every reading with its reason and its bytes. Each count opens its list.
import { useState } from "react";
import type { Quarantine, Quarantined } from "../contract";
import { serverNow } from "../desk";
import { text } from "../text";
import { moment } from "../time";
import { usePoll } from "./poll";

const LIST_MS = 3_000;

export function Rejected({ byReason, total }: { byReason: Record<string, number>; total: number }) {
  const { data, failed } = usePoll<Quarantine>("/api/quarantine?limit=200", LIST_MS);
  const [reason, setReason] = useState<string | null>(null);
  const reasons = Object.entries(byReason).toSorted((a, b) => b[1] - a[1]);
  const items = data?.items.filter((item) => reason === null || item.reason === reason) ?? [];
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
      {items.length > 0 && <RejectedTable items={items} />}
      {data && data.items.length < data.total && (
        <p className="note">{text.ops.rejectedShown(data.items.length, data.total)}</p>
      )}
    </section>
  );
}

function RejectedTable({ items }: { items: Quarantined[] }) {
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
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id} data-quarantined={item.id}>
              <td className="figure nowrap">{moment(item.at, now)}</td>
              <td>{item.gateway ?? text.ops.nobody}</td>
              <td>{reasonName(item.reason)}</td>
              <td>{item.detail}</td>
              <td>
                <code>{inPairs(item.bytes_hex)}</code>
                <span className="note">{byteNote(item)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
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
