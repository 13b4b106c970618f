// Gateways: how many are on, which are off and since when, and all the others one click away.
import type { Ops } from "./contract";
import { text } from "../text";
import { Ago } from "../worklist/cells";
import { keptBy, type Member } from "./batteries";

type Gateway = Ops["gateways"][number];

/** So many gateways are shown without being asked for. */
const FEW = 12;

export function Gateways({ gateways, fleet }: { gateways: Gateway[]; fleet: Member[] }) {
  const members = new Map(fleet.map((member) => [member.id, member]));
  const off = gateways.filter((gateway) => !gateway.online);
  const on = gateways.filter((gateway) => gateway.online);
  return (
    <section aria-labelledby="gateways">
      <h2 id="gateways">
        {text.ops.gateways} <span className="note">{text.ops.gatewaysOn(on.length)}, {text.ops.gatewaysOff(off.length)}</span>
      </h2>
      {gateways.length === 0 && <p className="note">{text.ops.noGateways}</p>}
      {off.length > 0 && <GatewayTable gateways={off} members={members} label={text.ops.gatewaysOff(off.length)} />}
      {on.length > 0 && (
        <details open={gateways.length <= FEW}>
          <summary>{text.ops.gatewaysOn(on.length)}</summary>
          <GatewayTable gateways={on} members={members} label={text.ops.gatewaysOn(on.length)} />
        </details>
      )}
    </section>
  );
}

function GatewayTable({ gateways, members, label }: { gateways: Gateway[]; members: Map<string, Member>; label: string }) {
  const kept = (gateway: string): string => {
    const readings = keptBy(members.get(gateway));
    return readings === null ? "" : text.ops.count(readings);
  };
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="plain" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{text.ops.gateway}</th>
            <th scope="col">{text.ops.gatewayState}</th>
            <th scope="col">{text.ops.heard}</th>
            <th scope="col">{text.ops.stored}</th>
            <th scope="col">{text.ops.kept}</th>
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
              <td className="figure">{kept(gateway.gateway)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
