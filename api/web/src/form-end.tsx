// How each form of a dialog about an alert or a plan ends: what went wrong, as whom it is recorded, send or back.
import { useMe } from "./me";
import { text } from "./text";

interface Props {
  busy: boolean;
  problem: string | null;
  submit: string;
  onClose(): void;
}

export function FormEnd({ busy, problem, submit, onClose }: Props) {
  const me = useMe();
  return (
    <>
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      <p className="note">{text.acknowledge.as(me?.by ?? "")}</p>
      <div className="actions">
        <button type="submit" className="primary" aria-disabled={busy}>
          {busy ? text.acknowledge.busy : submit}
        </button>
        <button type="button" onClick={onClose}>
          {text.acknowledge.cancel}
        </button>
      </div>
    </>
  );
}
