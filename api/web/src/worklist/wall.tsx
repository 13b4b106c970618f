// The list for a screen on a wall: sorts itself, has initials with the bed or room, large type, and nothing to press.
import type { Row } from "../contract";
import { board, tick } from "../desk";
import { silent, speaking } from "../severity";
import { text } from "../text";
import { useValue } from "../value";
import { Age, Badge, Score, StateWords, Waiting, WhenKnown } from "./cells";
import { useView } from "./use";

/** More lines than fit on a screen are counted. */
const LINES = 9;

export function Wall() {
  const now = useValue(tick);
  const loaded = useView(board, (view) => view.loaded);
  const open = board.everybody(now).filter((row) => row.alerts.length > 0 && !silent(row));
  const more = open.length - LINES;
  return (
    <div className="wall">
      <h1 className="hidden">{text.list.heading}</h1>
      {!loaded && <p className="empty">{text.list.loading}</p>}
      {loaded && open.length === 0 && <p className="empty">{text.list.emptyWaiting}</p>}
      {open.length > 0 && (
        <table>
          <thead className="hidden">
            <tr>
              <th scope="col">{text.list.columns.news2}</th>
              <th scope="col">{text.list.columns.patient}</th>
              <th scope="col">{text.list.columns.why}</th>
              <th scope="col">{text.list.columns.waiting}</th>
              <th scope="col">{text.list.columns.state}</th>
            </tr>
          </thead>
          <tbody>
            {open.slice(0, LINES).map((row) => (
              <Line key={row.patient} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {more > 0 && <p className="more">{text.wall.more(more)}</p>}
    </div>
  );
}

function Line({ row }: { row: Row }) {
  const alert = speaking(row);
  return (
    <tr className={alert?.severity} data-wall={row.patient}>
      <td>
        <Score news2={row.news2} /> <Badge row={row} />
      </td>
      <th scope="row">
        {initials(row.name)} <span className="note">{row.room ?? row.patient}</span>
      </th>
      <td>
        {alert?.why[0]} {alert && <WhenKnown alert={alert} />}
        {row.heard_at !== null && (
          <span className="note">
            {" · "}
            {text.list.columns.last} <Age at={row.heard_at} />
          </span>
        )}
      </td>
      <td>
        <Waiting row={row} />
      </td>
      <td>
        <StateWords row={row} />
      </td>
    </tr>
  );
}

/** "SINGH, Priya" as "S.P.". */
export function initials(name: string): string {
  return name
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((part) => `${Array.from(part)[0]}.`)
    .join("");
}
