// What differs between two rule sets, in words.
import type { Change } from "../contract";
import { words } from "./words";

interface Props {
  changes: Change[];
  label: string;
  before?: string;
  after?: string;
}

export function ChangeTable({ changes, label, before = words.changes.before, after = words.changes.after }: Props) {
  if (changes.length === 0) return <p className="note">{words.changes.none}</p>;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{words.changes.where}</th>
            <th scope="col">{words.changes.what}</th>
            <th scope="col">{before}</th>
            <th scope="col">{after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={`${change.place} ${change.what} ${change.before ?? ""}`}>
              <th scope="row">{change.place === "" ? words.changes.whole : words.changes.place(change.place)}</th>
              <td>{what(change)}</td>
              <td>{change.before ?? <span className="note">{words.changes.absent}</span>}</td>
              <td>{change.after ?? <span className="note">{words.changes.absent}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function what(change: Change): string {
  if (change.what !== "") return change.what;
  return change.before === null ? words.changes.added : words.changes.removed;
}
