// What people and programs outside still have to be told, by channel; and when escalations would reach nobody.
import type { Ops } from "./contract";
import { text } from "../text";
import { dated, span } from "../time";

export function Outbox({ outbox }: { outbox: Ops["outbox"] }) {
  const { count } = text.ops;
  return (
    <section aria-labelledby="outbox">
      <h2 id="outbox">
        {text.ops.outbox} <span className="note">{text.ops.outboxSent(outbox.sent)}</span>
      </h2>
      {outbox.channels.length === 0 && <p className="note">{text.ops.noChannels}</p>}
      {outbox.channels.length > 0 && (
        <div className="scroll" tabIndex={0} role="region" aria-label={text.ops.outbox}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{text.ops.channel}</th>
                <th scope="col">{text.ops.waiting}</th>
                <th scope="col">{text.ops.failingColumn}</th>
                <th scope="col">{text.ops.oldest}</th>
                <th scope="col">{text.ops.sent}</th>
                <th scope="col">{text.ops.failure}</th>
              </tr>
            </thead>
            <tbody>
              {outbox.channels.map((channel) => (
                <tr key={channel.channel}>
                  <th scope="row">
                    {channel.channel} <span className="note">{channel.way}</span>
                  </th>
                  <td className="figure">{count(channel.waiting)}</td>
                  <td className="figure">{count(channel.failing)}</td>
                  <td className="figure">{channel.waiting > 0 ? span(channel.oldest_s * 1000) : ""}</td>
                  <td className="figure">{count(channel.sent)}</td>
                  <td lang="en">{channel.failure}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

export function OnCall({ rota }: { rota: Ops["rota"] }) {
  return (
    <section aria-labelledby="rota">
      <h2 id="rota">
        {text.ops.rota} <span className="note">{rota.until === null ? text.ops.noRota : text.ops.rotaUntil(dated(rota.until))}</span>
      </h2>
      {rota.until !== null && rota.gaps.length === 0 && <p className="note">{text.ops.noGaps}</p>}
      <ul className="plain-list">
        {rota.gaps.map(({ level, from, to }) => (
          <li key={`${level} ${from}`}>{text.ops.gap(level, dated(from), dated(to))}</li>
        ))}
      </ul>
    </section>
  );
}
