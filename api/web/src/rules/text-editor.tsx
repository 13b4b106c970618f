// The rule set as text, with every mistake beside its line. The frame scrolls, so lines and marks stay together.
import { useCallback, useMemo, useRef, type Ref, useImperativeHandle } from "react";
import type { Mistake } from "../contract";
import { words } from "./words";

export interface TextEditorHandle {
  go(line: number): void;
}

interface Props {
  text: string;
  mistakes: Mistake[];
  onWrite(text: string): void;
  ref: Ref<TextEditorHandle>;
}

export function TextEditor({ text, mistakes, onWrite, ref }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => text.split("\n"), [text]);
  const columns = useMemo(() => lines.reduce((most, line) => Math.max(most, line.length), 40), [lines]);
  const byLine = useMemo(() => {
    const found = new Map<number, Mistake[]>();
    for (const mistake of mistakes) found.set(mistake.line, [...(found.get(mistake.line) ?? []), mistake]);
    return found;
  }, [mistakes]);

  const go = useCallback(
    (line: number) => {
      const field = area.current;
      if (!field || !frame.current) return;
      const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
      field.focus({ preventScroll: true });
      field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
      const height = field.scrollHeight / lines.length;
      frame.current.scrollTo({ top: Math.max(0, (line - 4) * height), left: 0 });
      frame.current.scrollIntoView({ block: "nearest" });
    },
    [lines],
  );
  useImperativeHandle(ref, () => ({ go }), [go]);

  return (
    <div className="text-editor" ref={frame}>
      <div className="gutter" aria-hidden="true">
        {lines.map((_, place) => {
          const found = byLine.get(place + 1);
          // A line has no name but its number.
          return (
            <div key={`${place}`} className={found ? "wrong" : ""}>
              {found && "▲ "}
              {place + 1}
              {found && (
                <span className="beside">
                  {found.map((mistake) => `${mistake.what}: ${mistake.remedy}`).join("; ")}
                </span>
              )}
            </div>
          );
        })}
      </div>
      <textarea
        ref={area}
        aria-label={words.draft.textLabel}
        aria-invalid={mistakes.length > 0}
        aria-describedby={mistakes.length > 0 ? "mistakes" : undefined}
        spellCheck={false}
        wrap="off"
        rows={lines.length}
        cols={columns + 1}
        value={text}
        onChange={(event) => onWrite(event.target.value)}
      />
    </div>
  );
}
