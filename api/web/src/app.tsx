// The frame around every staff page: product, pages, demo notice, live link, and one place for announcements.
import { useEffect, useRef } from "react";
import { Link, Redirect, Route, Switch, useLocation } from "wouter";
import { announcement, board, done, liveLink, meta } from "./desk";
import { LiveStatus } from "./live/status";
import { useMe } from "./me";
import { Operations } from "./ops/page";
import { Accounts, Audit, Cohort, Rules } from "./pages";
import { PatientPage } from "./patient/page";
import { SignedIn } from "./signed-in";
import { text } from "./text";
import { UndoNotice } from "./undo";
import { useValue } from "./value";
import { Worklist } from "./worklist/page";
import { useView } from "./worklist/use";

export function App() {
  const { demo, notice, speed } = useValue(meta);
  const me = useMe();
  useTitle();
  return (
    <>
      <a className="skip" href="#page">
        {text.skip}
      </a>
      <header className="bar">
        <span className="product">{text.product}</span>
        <nav aria-label={text.nav.label}>
          {NAV.filter(([to]) => !me || me.pages.includes(to)).map(([to, name]) => (
            <PageLink key={to} to={to}>
              {name}
            </PageLink>
          ))}
        </nav>
        {demo && notice && <p className="demo">{text.demo(notice, speed)}</p>}
        <LiveStatus />
        <SignedIn />
      </header>
      <main id="page" tabIndex={-1}>
        <Switch>
          <Route path="/work" component={Worklist} />
          <Route path="/patients/:patient">{({ patient }) => <PatientPage key={patient} patient={patient} />}</Route>
          <Route path="/cohort" component={Cohort} />
          <Route path="/cohort/:view" component={Cohort} />
          <Route path="/rules" component={Rules} />
          <Route path="/rules/:view" component={Rules} />
          <Route path="/ops" component={Operations} />
          <Route path="/accounts" component={Accounts} />
          <Route path="/audit" component={Audit} />
          <Route path="/">
            <Redirect to="/work" replace />
          </Route>
          <Route>
            <p className="empty">{text.missingPage}</p>
          </Route>
        </Switch>
      </main>
      <UndoNotice />
      <Announcements />
      <Done />
    </>
  );
}

const NAV = [
  ["/work", text.nav.worklist],
  ["/cohort", text.nav.cohort],
  ["/rules", text.nav.rules],
  ["/ops", text.nav.ops],
  ["/accounts", text.nav.accounts],
  ["/audit", text.nav.audit],
] as const;

const PAGES = [
  ["/accounts", text.nav.accounts],
  ["/audit", text.nav.audit],
  ["/ops", text.nav.ops],
  ["/cohort", text.nav.cohort],
  ["/rules", text.nav.rules],
  ["/patients/", text.nav.patient],
] as const;

function PageLink({ to, children }: { to: string; children: string }) {
  const [path] = useLocation();
  return (
    <Link href={to} aria-current={path === to || path.startsWith(`${to}/`) ? "page" : undefined}>
      {children}
    </Link>
  );
}

function Announcements() {
  const sentence = useValue(announcement);
  return (
    <p className="hidden" role="status" aria-live="polite">
      {sentence}
    </p>
  );
}

/** What the person just did, for those who see it, over any dialog: the same is read out. */
function Done() {
  const sentence = useValue(done);
  const shown = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // Hidden first: what is shown last lies on top.
    shown.current?.hidePopover();
    if (sentence !== "") shown.current?.showPopover();
  }, [sentence]);
  return (
    <p ref={shown} popover="manual" className="said-now" aria-hidden="true">
      {sentence}
    </p>
  );
}

/** The tab's title carries what matters most while another tab is in front. */
function useTitle(): void {
  const [path] = useLocation();
  const link = useValue(liveLink);
  const lost = link.state === "lost";
  const unreliable = link.state === "live" && link.canary?.ok === false;
  const emergencies = useView(board, (view) => view.counts.emergency);
  const page = PAGES.find(([start]) => path.startsWith(start))?.[1] ?? text.nav.worklist;
  useEffect(() => {
    if (lost) document.title = text.title.lost;
    else if (unreliable) document.title = text.title.canary;
    else document.title = emergencies > 0 ? text.title.emergencies(emergencies, page) : text.title.page(page);
  }, [lost, unreliable, emergencies, page]);
}
