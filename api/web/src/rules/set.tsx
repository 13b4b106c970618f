// A whole rule set in words, problem by problem; as a form where it can be edited.
import { useMemo, useState } from "react";
import type { Change, Checked, Form, Mistake, Rule, RuleProblem } from "../contract";
import { RuleCard } from "./rule";
import { Quantity, Sentence, type OnEdit } from "./sentence";
import { words } from "./words";

interface Props {
  form: Form;
  checked?: Checked | null;
  onEdit?: OnEdit | undefined;
}

const NO_CHANGES: Change[] = [];

export function RuleSetView({ form, checked = null, onEdit }: Props) {
  const [find, setFind] = useState("");
  const [all, setAll] = useState(false);
  const changes = checked?.changes ?? NO_CHANGES;
  const mistakes = useMemo(() => byPlace(checked?.mistakes ?? []), [checked]);
  const changed = useMemo(() => new Set(changes.map((change) => change.place)), [changes]);
  const shown = form.problems
    .map((problem) => ({ problem, rules: problem.rules.filter((rule) => matches(rule, problem, find)) }))
    .filter(({ rules }) => rules.length > 0);
  return (
    <div className="rule-set">
      <div className="filters">
        <label>
          {words.active.find}{" "}
          <input
            type="search"
            value={find}
            placeholder={words.active.findHint}
            onChange={(event) => setFind(event.target.value)}
          />
        </label>
        <button type="button" onClick={() => setAll(!all)}>
          {all ? words.active.closeAll : words.active.openAll}
        </button>
      </div>
      {shown.length === 0 && <p className="empty">{words.active.none(find)}</p>}
      {shown.map(({ problem, rules }) => {
        const wrong = [`problem ${problem.id}`, ...rules.map((rule) => `rule ${rule.id}`)]
          .map((place) => mistakes.get(place)?.length ?? 0)
          .reduce((sum, n) => sum + n, 0);
        const isChanged =
          changed.has(`problem ${problem.id}`) || rules.some((rule) => changed.has(`rule ${rule.id}`));
        return (
          // Opened and closed by hand until all are asked for, or a search leaves few.
          <details key={`${problem.id} ${all || find !== ""}`} open={all || find !== ""} className="problem-rules">
            <summary>
              <h3>{problem.title}</h3> <span className="note">{rules.map((rule) => rule.id).join(", ")}</span>{" "}
              {isChanged && <span className="tag">{words.rule.changed}</span>}{" "}
              {rules.some((rule) => rule.switch?.is_on === false) && <span className="tag">{words.rule.off}</span>}{" "}
              {wrong > 0 && <span className="tag wrong">{words.rule.mistakes(wrong)}</span>}
            </summary>
            {rules.map((rule) => (
              <RuleCard
                key={rule.id}
                rule={rule}
                pathways={form.pathways}
                changed={changed.has(`rule ${rule.id}`)}
                mistakes={mistakes.get(`rule ${rule.id}`)}
                onEdit={onEdit}
              />
            ))}
            <Manner problem={problem} onEdit={onEdit} />
          </details>
        );
      })}
      {find === "" && <Everybody form={form} onEdit={onEdit} />}
    </div>
  );
}

function Manner({ problem, onEdit }: { problem: RuleProblem; onEdit?: OnEdit | undefined }) {
  if (problem.spans.length === 0 && !problem.clear_times) return null;
  return (
    <dl className="pairs manner">
      {problem.spans.map(([key, field]) => (
        <div key={key}>
          <dt>{words.rule.spans[key] ?? key}</dt>
          <dd>
            <Quantity
              field={field}
              label={words.rule.number(problem.title, words.rule.spans[key] ?? key, field.unit ?? "")}
              onEdit={onEdit}
            />
          </dd>
        </div>
      ))}
      {problem.clear_times && (
        <div>
          <dt>{words.rule.clearTimes}</dt>
          <dd>
            <Quantity
              field={problem.clear_times}
              label={words.rule.number(problem.title, words.rule.clearTimes, "")}
              onEdit={onEdit}
            />
          </dd>
        </div>
      )}
    </dl>
  );
}

/** What counts for everybody: times, and who is watched more strictly for a while. */
function Everybody({ form, onEdit }: { form: Form; onEdit?: OnEdit | undefined }) {
  return (
    <>
      {form.adjusts.length > 0 && (
        <details className="problem-rules">
          <summary>
            <h3>{words.rule.adjusts}</h3>{" "}
            <span className="note">{form.adjusts.map((adjust) => adjust.id).join(", ")}</span>
          </summary>
          {form.adjusts.map((adjust) => (
            <article className="rule" key={adjust.id}>
              <h4>{adjust.id}</h4>
              <p>
                <Sentence pieces={adjust.when} limits={[]} where={adjust.id} onEdit={onEdit} />:{" "}
                {adjust.graver && words.rule.graver}
                {adjust.hold_percent && words.rule.hold(adjust.hold_percent.text)}
              </p>
              <p className="note" lang="en">
                {adjust.source}
              </p>
            </article>
          ))}
        </details>
      )}
      <details className="problem-rules">
        <summary>
          <h3>{words.rule.times}</h3>
        </summary>
        <dl className="pairs manner">
          {form.times.map(({ table, key, field }) => {
            const name = words.rule.timeOf(table, key);
            return (
              <div key={`${table} ${key}`}>
                <dt>{name}</dt>
                <dd>
                  <Quantity field={field} label={name} onEdit={onEdit} />
                </dd>
              </div>
            );
          })}
        </dl>
      </details>
    </>
  );
}

function byPlace(mistakes: Mistake[]): Map<string, Mistake[]> {
  const found = new Map<string, Mistake[]>();
  for (const mistake of mistakes) found.set(mistake.place, [...(found.get(mistake.place) ?? []), mistake]);
  return found;
}

function matches(rule: Rule, problem: RuleProblem, find: string): boolean {
  const wanted = find.trim().toLowerCase();
  if (wanted === "") return true;
  const spoken = [...rule.applies, ...rule.levels.flatMap((level) => level.when), ...rule.clear];
  const text = [rule.id, problem.title, rule.source, ...spoken.filter((piece) => typeof piece === "string")];
  return text.join(" ").toLowerCase().includes(wanted);
}
