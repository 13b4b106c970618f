// The fixed lane for a new emergency, and the notice that the order is held. Both keep their space when empty.
import { board } from "../desk";
import { TONES } from "../severity";
import { text } from "../text";
import { Ago } from "./cells";
import { useView } from "./use";

export function Lane({ onOpen }: { onOpen(patient: string): void }) {
  const lane = useView(board, (view) => view.lane);
  if (!lane)
    return (
      <section className="lane" aria-label={text.list.lane.label}>
        <p className="note">{text.list.lane.none}</p>
      </section>
    );
  const { row, alert, others } = lane;
  return (
    <section className="lane new" aria-label={text.list.lane.label}>
      <p>
        <strong>
          {text.list.lane.new}{" "}
          <span className="mark" aria-hidden="true">
            {TONES.emergency.mark}
          </span>{" "}
          {row.age === null ? row.name : `${row.name}, ${row.age}`}:
        </strong>{" "}
        {alert.why[0] ?? alert.problem} (<Ago at={alert.raised_at} />){" "}
        {others > 0 && text.list.lane.others(others)}
      </p>
      <button type="button" onClick={() => onOpen(row.patient)}>
        {text.list.lane.open}
      </button>
    </section>
  );
}

export function HeldNotice({ onSort }: { onSort(): void }) {
  const held = useView(board, (view) => view.held);
  const moved = useView(board, (view) => view.moved);
  return (
    <p className="held">
      {!held ? text.list.free : moved === 0 ? text.list.heldNothing : text.list.heldMoved(moved)}{" "}
      {held && moved > 0 && (
        <button type="button" className="small" onClick={onSort}>
          {text.list.sortNow}
        </button>
      )}
    </p>
  );
}
