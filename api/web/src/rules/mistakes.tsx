// Mistakes with their remedy; where the text is at hand, each leads to its line.
import type { Mistake } from "../contract";
import { words } from "./words";

interface Props {
  mistakes: Mistake[];
  /** Goes to a line of the text. */
  onGo?: ((line: number) => void) | undefined;
}

export function MistakeList({ mistakes, onGo }: Props) {
  if (mistakes.length === 0) return null;
  return (
    <ul className="mistakes">
      {mistakes.map((mistake) => (
        <li key={`${mistake.line} ${mistake.place} ${mistake.what}`}>
          <span aria-hidden="true">▲ </span>
          {onGo ? (
            <button type="button" className="small" onClick={() => onGo(mistake.line)}>
              {words.draft.goToLine(mistake.line)}
            </button>
          ) : (
            <span className="figure">{words.draft.goToLine(mistake.line)}</span>
          )}{" "}
          {mistake.place !== "" && <strong>{words.changes.place(mistake.place)}: </strong>}
          {mistake.what}. <span className="note">{mistake.remedy}</span>
        </li>
      ))}
    </ul>
  );
}
