// The monitors that a patient measures with: when each was heard last, its battery, its clock, and through which gateway.
import { ask } from "../ask";
import type { Row } from "../contract";
import type { components } from "../openapi";
import { text } from "../text";
import { Ago } from "../worklist/cells";
import { useTimes } from "../zone";
import { useFetched } from "./fetched";
import { words } from "./words";

type Device = components["schemas"]["WornDevice"];

/** Percent. */
const LOW = 20;
const OFF_MS = 120_000;

export function Devices({ row }: { row: Row }) {
  const url = `/api/patients/${encodeURIComponent(row.patient)}/devices`;
  const { data, failed } = useFetched<Device[]>(() => ask("GET", url), row);
  const { devices } = words;
  return (
    <section className="devices">
      <h3>{devices.heading}</h3>
      {failed && <p role="status">{devices.notLoaded}</p>}
      {!data && !failed && <p className="note">{text.patient.loading}</p>}
      {data?.length === 0 && <p className="note">{devices.none}</p>}
      {data && data.length > 0 && (
        <div className="scroll" tabIndex={0} role="region" aria-label={devices.heading}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{devices.device}</th>
                <th scope="col">{devices.last}</th>
                <th scope="col">{devices.battery}</th>
                <th scope="col">{devices.clock}</th>
                <th scope="col">{devices.gateway}</th>
              </tr>
            </thead>
            <tbody>
              {data.map((device) => (
                <Line device={device} key={device.device} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Line({ device }: { device: Device }) {
  const { dated } = useTimes();
  const { devices } = words;
  const { battery, clock, from, gateway, last } = device;
  // The first assignment of all holds for whatever came before, too: it has no day.
  const whose = from == null ? devices.unassigned : from > 0 && devices.since(dated(from));
  return (
    <tr data-device={device.device}>
      <th scope="row">
        {device.device}{" "}
        <span className="note">
          {[whose, device.shared && devices.shared].filter(Boolean).join(", ")}
        </span>
      </th>
      <td>{last ? <><Ago at={last.taken_at} /> <span className="note">{last.signs.map(devices.sign).join(", ")}</span></> : <span className="note">{devices.never}</span>}</td>
      <td className="figure nowrap">{battery == null ? <span className="note">{devices.unknown}</span> : battery < LOW ? <strong>{battery} % ◇</strong> : `${battery} %`}</td>
      <td>
        {clock == null && <span className="note">{devices.unknown}</span>}
        {clock != null && (Math.abs(clock.behind_ms) > OFF_MS ? <strong>{devices.clockOff(clock.behind_ms)}</strong> : devices.clockOff(clock.behind_ms))}
        {clock != null && Math.abs(clock.behind_ms) > OFF_MS && <span className="note"> {devices.corrected}</span>}
      </td>
      <td>
        {gateway == null && <span className="note">{devices.unknown}</span>}
        {gateway != null && (
          <>
            <span aria-hidden="true">{gateway.online ? "● " : "○ "}</span>
            {gateway.gateway} {gateway.online ? devices.on : <strong>{devices.off}</strong>}{" "}
            {gateway.heard_at != null && <span className="note"><Ago at={gateway.heard_at} /></span>}
          </>
        )}
      </td>
    </tr>
  );
}
