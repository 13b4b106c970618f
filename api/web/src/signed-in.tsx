// Who is signed in, at the end of the bar; behind the name how they sign in, the way out, and other languages.
import { useEffect, useRef } from "react";
import { useLocation, useSearch } from "wouter";
import { say } from "./desk";
import { LANGUAGES, language } from "./language";
import { signOut, useMe } from "./me";
import { text } from "./text";

export function SignedIn() {
  const me = useMe();
  const [path] = useLocation();
  const menu = useRef<HTMLDetailsElement>(null);
  // Shut by Esc, by a press elsewhere, and by another page.
  useEffect(() => {
    const shut = (): void => menu.current?.removeAttribute("open");
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || !menu.current?.open) return;
      const isInside = menu.current.contains(document.activeElement);
      shut();
      if (isInside) menu.current.querySelector("summary")?.focus();
    };
    const onPress = (event: PointerEvent): void => {
      if (event.target instanceof Node && !menu.current?.contains(event.target)) shut();
    };
    shut();
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", onPress);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onPress);
    };
  }, [path]);
  const leave = async (): Promise<void> => {
    if (!(await signOut())) say(text.signedIn.failed);
  };
  return (
    <details className="signed-in" ref={menu}>
      <summary>
        {me && <span className="hidden">{text.signedIn.as} </span>}
        <span className={me ? "who" : ""}>{me ? text.person(me.by) : text.language}</span>
        {me && <span className="who-short">{me.name}</span>}
      </summary>
      <div className="menu">
        {me && (
          <>
            <a href="/keys">{text.signedIn.how}</a>
            <button type="button" className="small" onClick={() => void leave()}>
              {text.signedIn.out}
            </button>
          </>
        )}
        <ChooseLanguage />
      </div>
    </details>
  );
}

/** A form as on the patients' pages: the server keeps the choice, and gives the page anew. */
function ChooseLanguage() {
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
