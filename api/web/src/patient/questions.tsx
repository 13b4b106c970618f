// "Was this you?", for a clinician who has the person on the phone: readings that may be this patient's.
import { useState } from "react";
import { ask } from "../ask";
import type { Question, Row } from "../contract";
import { say, serverNow } from "../desk";
import { usePoll } from "../ops/poll";
import { text } from "../text";
import { useTimes } from "../zone";

const EVERY_MS = 5_000;

export function Questions({ row }: { row: Row }) {
  const { moment } = useTimes();
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string | null>(null);
  const url = `/api/patients/${encodeURIComponent(row.patient)}`;
  const { data } = usePoll<{ unclaimed: Question[] }>(`${url}/care`, EVERY_MS);
  const questions = data?.unclaimed.filter((question) => !answered.has(question.reading)) ?? [];
  if (questions.length === 0 && problem === null) return null;
  const claim = async (question: Question, answer: "yes" | "no"): Promise<void> => {
    const body = { reading: question.reading, answer };
    const done = await ask<unknown>("POST", `${url}/claims`, body);
    setProblem(done.ok ? null : text.patient.claimFailed(done.why));
    if (!done.ok) return;
    setAnswered((before) => new Set([...before, question.reading]));
    say(answer === "yes" ? text.patient.claimed(row.name) : text.patient.denied(row.name));
  };
  return (
    <section>
      <h3>{text.patient.question}</h3>
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      {questions.map((question) => (
        <div className="question" key={question.reading} data-question={question.reading}>
          <p>
            <strong>{measured(question)}</strong>{" "}
            <span className="note">{text.patient.questionAbout(moment(question.taken_at, serverNow()))}</span>
          </p>
          <div className="actions">
            <button
              type="button"
              aria-label={text.patient.yesOf(measured(question))}
              onClick={() => void claim(question, "yes")}
            >
              {text.patient.yes}
            </button>
            <button
              type="button"
              aria-label={text.patient.noOf(measured(question))}
              onClick={() => void claim(question, "no")}
            >
              {text.patient.no}
            </button>
          </div>
        </div>
      ))}
    </section>
  );
}

/** What was measured, without the question that the person is asked. */
export function measured(question: Question): string {
  return question.text.replace(/^Was this you\? /, "");
}
