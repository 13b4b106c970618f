// A condition in words; while it is edited, its numbers and limits are fields in their places.
import { useId, useState } from "react";
import type { Field, Piece, RuleLimit } from "../contract";
import { isField, isNumber, type Edit } from "./edit";
import { withUnit } from "../language";
import { words } from "./words";

export type OnEdit = (edit: Edit) => void;

interface SentenceProps {
  pieces: Piece[];
  limits: RuleLimit[];
  /** What the fields are part of, for whoever hears them. */
  where: string;
  onEdit?: OnEdit | undefined;
}

export function Sentence({ pieces, limits, where, onEdit }: SentenceProps) {
  return (
    <>
      {pieces.map((piece, place) => {
        // A piece has no other name than its place, and the places stay while numbers change.
        const key = `${place}`;
        if (typeof piece === "string") return <span key={key}>{piece}</span>;
        if (isField(piece)) {
          const before = pieces[place - 1];
          const label = words.rule.number(where, typeof before === "string" ? before.trim() : "", piece.unit ?? "");
          return <Quantity key={key} field={piece} label={label} onEdit={onEdit} />;
        }
        const limit = limits.find((one) => one.name === piece.limit);
        if (!limit) return <span key={key}>{words.rule.limit(piece.limit)}</span>;
        if (!onEdit) return <span key={key}>{words.rule.inWords(quantity(limit.value), limit.name)}</span>;
        return <Quantity key={key} field={limit.value} label={words.rule.limitOf(where, limit.name)} onEdit={onEdit} />;
      })}
    </>
  );
}

export function quantity({ text, unit = "" }: Field): string {
  return withUnit(text, unit);
}

interface QuantityProps {
  field: Field;
  label: string;
  onEdit?: OnEdit | undefined;
}

/** A number with its unit; a field while it is edited. */
export function Quantity({ field, label, onEdit }: QuantityProps) {
  if (!onEdit) return <span className="figure nowrap">{quantity(field)}</span>;
  return (
    <span className="nowrap">
      <NumberInput field={field} label={label} onEdit={onEdit} />
      {field.unit ? `\u00a0${field.unit}` : ""}
    </span>
  );
}

function NumberInput({ field, label, onEdit }: QuantityProps & { onEdit: OnEdit }) {
  // What is half typed stays here; only a whole number goes into the text.
  const [typed, setTyped] = useState<string | null>(null);
  const hint = useId();
  const shown = typed ?? field.text;
  const wrong = !isNumber(shown);
  return (
    <>
      <input
        className={`number ${wrong ? "wrong" : ""}`}
        inputMode="decimal"
        autoComplete="off"
        size={Math.max(3, shown.length + 1)}
        aria-label={label}
        aria-invalid={wrong}
        aria-describedby={wrong ? hint : undefined}
        value={shown}
        onChange={(event) => {
          const next = event.target.value.trim();
          setTyped(next);
          if (isNumber(next) && next !== field.text) onEdit({ at: field.at, end: field.end, by: next });
        }}
        onBlur={() => {
          if (!wrong) setTyped(null);
        }}
      />
      {wrong && (
        <span role="alert" id={hint} className="wrong-note">
          {" "}
          {words.rule.numberWanted}
        </span>
      )}
    </>
  );
}
