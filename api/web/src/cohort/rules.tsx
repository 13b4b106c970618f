// Alerts by rule, as a table.
import { text } from "../text";
import type { OfRule } from "./contract";
import { seenAfter } from "./overview";
import { words } from "./words";

const SHOWN_MAX = 20;

export function RuleTable({ title, rules }: { title: string; rules: OfRule[] }) {
  if (rules.length === 0) return <p className="note">{words.burden.none}</p>;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={title}>
      <table className="plain">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{words.burden.rule}</th>
            <th scope="col">{words.burden.problem}</th>
            <th scope="col">{words.burden.severity}</th>
            <th scope="col">{words.burden.alerts}</th>
            <th scope="col">{words.burden.patients}</th>
            <th scope="col">{words.burden.truth}</th>
            <th scope="col">{words.burden.seenAfter}</th>
          </tr>
        </thead>
        <tbody>
          {rules.slice(0, SHOWN_MAX).map((rule) => (
            <tr key={`${rule.problem} ${rule.rule} ${rule.gravity}`}>
              <th scope="row">{rule.rule}</th>
              <td>{text.problem(rule.problem)}</td>
              <td>{words.risk[rule.gravity]}</td>
              <td className="figure">{words.count(rule.alerts)}</td>
              <td className="figure">{words.count(rule.patients)}</td>
              <td className="figure">{words.rate(rule.true_of_closed)}</td>
              <td>{seenAfter(rule)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
