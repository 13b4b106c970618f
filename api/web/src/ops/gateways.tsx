// Gateways: how many are on, which are off and since when, and all the others one click away.
import type { Ops } from "../contract";
import { text } from "../text";
import { Ago } from "../worklist/cells";

type Gateway = Ops["gateways"][number];

/** So many gateways are shown without being asked for. */
const FEW = 12;

export function Gateways({ gateways }: { gateways: Gateway[] }) {
  const off = gateways.filter((gateway) => !gateway.online);
  const on = gateways.filter((gateway) => gateway.online);
  return (
    <section aria-labelledby="gateways">
      <h2 id="gateways">
        {text.ops.gateways} <span className="note">{text.ops.gatewaysOn(on.length)}, {text.ops.gatewaysOff(off.length)}</span>
      </h2>
      {gateways.length === 0 && <p className="note">{text.ops.noGateways}</p>}
      {off.length > 0 && <GatewayTable gateways={off} label={text.ops.gatewaysOff(off.length)} />}
      {on.length > 0 && (
        <details open={gateways.length <= FEW}>
          <summary>{text.ops.gatewaysOn(on.length)}</summary>
          <GatewayTable gateways={on} label={text.ops.gatewaysOn(on.length)} />
        </details>
      )}
    </section>
  );
}

function GatewayTable({ gateways, label }: { gateways: Gateway[]; label: string }) {
  return (
    <table className="plain" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{text.ops.gateway}</th>
          <th scope="col">{text.ops.gatewayState}</th>
          <th scope="col">{text.ops.heard}</th>
          <th scope="col">{text.ops.stored}</th>
        </tr>
      </thead>
      <tbody>
        {gateways.map((gateway) => (
          <tr key={gateway.gateway}>
            <th scope="row">{gateway.gateway}</th>
            <td>
              <span aria-hidden="true">{gateway.online ? "● " : "○ "}</span>
              {gateway.online ? text.ops.on : <strong>{text.ops.off}</strong>}
            </td>
            <td>{gateway.heard_at === null ? text.time.never : <Ago at={gateway.heard_at} />}</td>
            <td className="figure">{text.ops.count(gateway.stored_seq)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
