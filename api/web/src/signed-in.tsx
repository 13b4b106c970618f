// Who is signed in, at the end of the bar, the way out, and other languages.
import { useLocation, useSearch } from "wouter";
import { say } from "./desk";
import { LANGUAGES, language } from "./language";
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
      <span className="who">{text.person(me.by)}</span>{" "}
      <a href="/keys">{text.signedIn.how}</a>{" "}
      <button type="button" className="small" onClick={() => void leave()}>
        {text.signedIn.out}
      </button>
    </p>
  );
}

/** A form as on the patients' pages: the server keeps the choice, and gives the page anew. */
export function ChooseLanguage() {
  const [path] = useLocation();
  const search = useSearch();
  return (
    <form className="languages" method="post" action="/language" aria-label={text.language}>
      <input type="hidden" name="next" value={search ? `${path}?${search}` : path} />
      {LANGUAGES.filter(([tag]) => tag !== language).map(([tag, name]) => (
        <button key={tag} className="small" name="language" value={tag} lang={tag}>
          {name}
        </button>
      ))}
    </form>
  );
}
