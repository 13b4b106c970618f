// One rule in words: for whom, its levels, what is done first, when it is over, and where its numbers come from.
import type { Mistake, Pathway, Rule, RuleLevel, Switch } from "../contract";
import { together } from "../language";
import { TONES, type Tone } from "../severity";
import { ToneBadge } from "../worklist/cells";
import { MistakeList } from "./mistakes";
import { Quantity, quantity, Sentence, type OnEdit } from "./sentence";
import { words } from "./words";

interface Props {
  rule: Rule;
  pathways: Pathway[];
  changed?: boolean | undefined;
  mistakes?: Mistake[] | undefined;
  onEdit?: OnEdit | undefined;
}

export function RuleCard({ rule, pathways, changed = false, mistakes = [], onEdit }: Props) {
  return (
    <article className={`rule ${changed ? "changed" : ""}`} data-rule={rule.id}>
      <h4>
        {rule.id}{" "}
        {rule.switch && !rule.switch.is_on && <span className="tag">{words.rule.off}</span>}{" "}
        {changed && <span className="tag">{words.rule.changed}</span>}
      </h4>
      {rule.switch && onEdit && (
        <SwitchBox of={rule.switch} label={words.rule.on} name={words.rule.onOf(rule.id)} onEdit={onEdit} />
      )}
      <MistakeList mistakes={mistakes} />
      <dl className="pairs">
        <dt>{words.rule.for}</dt>
        <dd>
          {rule.applies.length === 0 ? (
            words.rule.everybody
          ) : (
            <Sentence pieces={rule.applies} limits={rule.limits} where={rule.id} onEdit={onEdit} />
          )}
        </dd>
        {rule.levels.map((level, place) => (
          // A level has no name but its place.
          <Level key={`${place}`} {...{ rule, level, place, pathways, onEdit }} />
        ))}
        <dt>{words.rule.clear}</dt>
        <dd>
          {rule.clear.length === 0 ? (
            words.rule.clearNever
          ) : (
            <Sentence
              pieces={rule.clear}
              limits={rule.limits}
              where={`${rule.id}, ${words.rule.clear}`}
              onEdit={onEdit}
            />
          )}
        </dd>
        {rule.limits.length > 0 && (
          <>
            <dt>{words.rule.limits}</dt>
            <dd>
              <ul>
                {rule.limits.map((limit) => (
                  <li key={limit.name}>
                    {words.rule.limit(limit.name)}{" "}
                    <Quantity
                      field={limit.value}
                      label={words.rule.limitOf(rule.id, limit.name)}
                      onEdit={onEdit}
                    />
                    <span className="note">
                      {" "}
                      {limit.floor === null ? words.rule.noFloor : words.rule.floor(together(limit.floor))}
                    </span>
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
        <dt>{words.rule.source}</dt>
        <dd>
          {/* Citations stay as they are written. */}
          <span lang="en">{rule.source}</span> <span className="note">({words.rule.line(rule.line)})</span>
        </dd>
      </dl>
    </article>
  );
}

interface LevelProps {
  rule: Rule;
  level: RuleLevel;
  place: number;
  pathways: Pathway[];
  onEdit?: OnEdit | undefined;
}

const SEVERITIES = ["emergency", "urgent", "review", "automated"] as const;

function Level({ rule, level, place, pathways, onEdit }: LevelProps) {
  const name = severityWord(level.severity.text);
  const pathway = pathways.find((one) => one.id === level.pathway);
  return (
    <>
      <dt>
        {onEdit ? (
          <select
            aria-label={words.rule.severityOf(rule.id, place + 1)}
            value={level.severity.text}
            onChange={(event) => onEdit({ at: level.severity.at, end: level.severity.end, by: event.target.value })}
          >
            {SEVERITIES.map((severity) => (
              <option key={severity} value={severity}>
                {severityWord(severity)}
              </option>
            ))}
          </select>
        ) : (
          <Severity of={level.severity.text} />
        )}
      </dt>
      <dd>
        <Sentence pieces={level.when} limits={rule.limits} where={`${rule.id}, ${name}`} onEdit={onEdit} />
        {!onEdit && level.confirm?.is_on && <strong>, {words.rule.twice}</strong>}
        {onEdit && level.confirm && (
          <SwitchBox
            of={level.confirm}
            label={words.rule.twiceLabel}
            name={words.rule.twiceOf(rule.id, name)}
            onEdit={onEdit}
          />
        )}
        {pathway && <Steps pathway={pathway} onEdit={onEdit} />}
      </dd>
    </>
  );
}

function Severity({ of }: { of: string }) {
  return of in TONES ? <ToneBadge tone={of as Tone} /> : <span className="tag">{severityWord(of)}</span>;
}

function severityWord(of: string): string {
  return of in TONES ? TONES[of as Tone].word : words.rule.automated;
}

function Steps({ pathway, onEdit }: { pathway: Pathway; onEdit?: OnEdit | undefined }) {
  return (
    <details>
      <summary>{words.rule.first}</summary>
      <ol className="steps">
        {pathway.steps.map((step, place) => (
          // Steps are in their order; the ids are the document's own.
          <li key={`${place}`}>
            {words.rule.step(step.what)}
            {step.wait && !onEdit && words.rule.wait(quantity(step.wait))}
            {step.wait && onEdit && (
              <>
                {words.rule.wait("")}
                <Quantity
                  field={step.wait}
                  label={words.rule.number(pathway.id, step.what, step.wait.unit ?? "")}
                  onEdit={onEdit}
                />
              </>
            )}
            {step.say !== "" && <q>{step.say}</q>}
          </li>
        ))}
      </ol>
    </details>
  );
}

interface SwitchProps {
  of: Switch;
  label: string;
  name: string;
  onEdit: OnEdit;
}

function SwitchBox({ of, label, name, onEdit }: SwitchProps) {
  return (
    <label className="switch">
      <input
        type="checkbox"
        checked={of.is_on}
        aria-label={name}
        onChange={() => onEdit({ at: of.at, end: of.end, by: of.is_on ? of.off : of.on })}
      />{" "}
      {label}
    </label>
  );
}
