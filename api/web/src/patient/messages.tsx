// Conversations with a patient and their carers: read, marked as read, answered.
import { useState, type FormEvent } from "react";
import { ask } from "../ask";
import type { Conversation, Message, MessageDesk, Row } from "../contract";
import { say, serverNow } from "../desk";
import { usePoll } from "../ops/poll";
import { text } from "../text";
import { useTimes } from "../zone";

const EVERY_MS = 5_000;

export function Messages({ row }: { row: Row }) {
  const base = `/api/patients/${encodeURIComponent(row.patient)}`;
  const url = `${base}/messages`;
  const { data, failed } = usePoll<MessageDesk>(url, EVERY_MS);
  // What the last answer showed, until a newer one was asked for.
  const [own, setOwn] = useState<{ over: MessageDesk | null; desk: MessageDesk } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const desk = own && own.over === data ? own.desk : data;
  const send = async (path: string, body: object): Promise<boolean> => {
    const done = await ask<MessageDesk>("POST", path, body);
    setProblem(done.ok ? null : text.messages.failed(done.why));
    if (done.ok) setOwn({ over: data, desk: done.data });
    return done.ok;
  };
  const read = async (): Promise<void> => {
    if (desk?.upto !== null && desk?.upto !== undefined && (await send(`${url}/reads`, { upto: desk.upto }))) say(text.messages.marked);
  };
  return (
    <section className="messages">
      <h3>
        {text.messages.heading} {desk !== null && desk.unread > 0 && <strong className="count">{text.messages.unread(desk.unread)}</strong>}
      </h3>
      {desk === null && <p className="note">{failed ? text.messages.notLoaded : text.patient.loading}</p>}
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      {desk !== null && desk.unread > 0 && (
        <div className="actions">
          <button type="button" onClick={() => void read()}>
            {text.messages.mark}
          </button>
        </div>
      )}
      {desk?.threads.length === 0 && <p className="note">{text.messages.none}</p>}
      {desk?.threads.map((thread) => (
        <Thread key={thread.id} thread={thread} base={base} onSend={(said) => send(url, { thread: thread.id, text: said, key: key() })} />
      ))}
      {desk !== null && <Begin onSend={(subject, said) => send(url, { subject, text: said, key: key() })} />}
    </section>
  );
}

function Thread({ thread, base, onSend }: { thread: Conversation; base: string; onSend(said: string): Promise<boolean> }) {
  return (
    <article className="thread" data-thread={thread.id}>
      <h4>{thread.subject}</h4>
      <p className="note">{thread.carers ? text.messages.carers : text.messages.noCarers}</p>
      <ol>
        {thread.messages.map((message) => (
          <Said key={message.id} message={message} base={base} />
        ))}
      </ol>
      <Write label={text.messages.answer(thread.subject)} onSend={onSend} />
    </article>
  );
}

function Said({ message, base }: { message: Message; base: string }) {
  const { moment } = useTimes();
  const now = serverNow();
  return (
    <li className={message.side === "team" ? "of-team" : ""}>
      <p className="note">
        <strong>{text.person(message.by)}</strong> {message.side !== "team" && `(${text.messages.sides[message.side]}) `}
        <time className="figure">{moment(message.at, now)}</time> {message.new && <strong className="count">{text.messages.new}</strong>}
      </p>
      <p className="said">{message.text}</p>
      {message.document && (
        <p>
          <a href={`${base}/documents/${encodeURIComponent(message.document)}`}>{text.messages.file}</a>
        </p>
      )}
      {message.read.map((read) => (
        <p className="note" key={read.side}>
          ✓ {text.messages.readBy(read.by, moment(read.at, now))}
        </p>
      ))}
    </li>
  );
}

/** A new conversation, hidden until it is wanted. */
function Begin({ onSend }: { onSend(subject: string, said: string): Promise<boolean> }) {
  const [subject, setSubject] = useState("");
  const begin = async (said: string): Promise<boolean> => {
    const sent = await onSend(subject, said);
    if (sent) setSubject("");
    return sent;
  };
  return (
    <details className="begin">
      <summary>{text.messages.begin}</summary>
      <label>
        {text.messages.subject}
        <input value={subject} maxLength={100} onChange={(event) => setSubject(event.target.value)} />
      </label>
      <Write label={text.messages.message} onSend={begin} />
    </details>
  );
}

/** Keeps what was typed until the server has it. */
function Write({ label, onSend }: { label: string; onSend(said: string): Promise<boolean> }) {
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy || said.trim() === "") return;
    setBusy(true);
    if (await onSend(said)) {
      setSaid("");
      say(text.messages.sent);
    }
    setBusy(false);
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <label>
        {label}
        <textarea value={said} rows={2} maxLength={4000} onChange={(event) => setSaid(event.target.value)} />
      </label>
      <div className="actions">
        <button type="submit" aria-disabled={busy || said.trim() === ""}>
          {text.messages.send}
        </button>
      </div>
    </form>
  );
}

function key(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}
