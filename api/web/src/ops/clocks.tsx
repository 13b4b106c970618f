// Clocks that are off by more than two minutes: monitors' against their gateways', gateways' against the server's.
import type { Ops } from "./contract";
import { text } from "../text";
import { span } from "../time";
import { Ago } from "../worklist/cells";

type Wrong = Ops["clocks"]["devices"][number];

export function Clocks({ clocks }: { clocks: Ops["clocks"] }) {
  const lines = [...clocks.gateways.map((wrong) => ({ wrong, what: text.ops.gateway })), ...clocks.devices.map((wrong) => ({ wrong, what: text.ops.heldDevice }))];
  return (
    <section aria-labelledby="clocks">
      <h2 id="clocks">
        {text.ops.clocks} <span className="note">{text.ops.count(clocks.off)}</span>
      </h2>
      {lines.length === 0 && <p className="note">{text.ops.noClocks}</p>}
      {lines.length > 0 && (
        <div className="scroll" tabIndex={0} role="region" aria-label={text.ops.clocks}>
          <table className="plain" aria-labelledby="clocks">
            <thead>
              <tr>
                <th scope="col">{text.ops.clockOf}</th>
                <th scope="col">{text.ops.clockOff}</th>
                <th scope="col">{text.ops.heard}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ wrong, what }) => (
                <tr key={`${what} ${wrong.id}`}>
                  <th scope="row">
                    {wrong.id} <span className="note">{what}</span>
                  </th>
                  <td>{howFar(wrong)}</td>
                  <td>
                    <Ago at={wrong.at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function howFar({ behind_ms }: Wrong): string {
  const far = span(Math.abs(behind_ms));
  return behind_ms > 0 ? text.ops.clockBehind(far) : text.ops.clockAhead(far);
}
