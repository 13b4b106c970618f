// Who is signed in, at the end of the bar, and the way out.
import { say } from "./desk";
import { signOut, useMe } from "./me";
import { text } from "./text";

export function SignedIn() {
  const me = useMe();
  if (!me) return null;
  const leave = async (): Promise<void> => {
    if (!(await signOut())) say(text.signedIn.failed);
  };
  return (
    <p className="signed-in">
      <span className="hidden">{text.signedIn.as} </span>
      <span className="who">{me.by}</span>{" "}
      <button type="button" className="small" onClick={() => void leave()}>
        {text.signedIn.out}
      </button>
    </p>
  );
}
