// Starts the live link, then draws the pages.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { start } from "./desk";
import { loadMe } from "./me";
import "./tokens.css";
import "./base.css";
import "./worklist/worklist.css";
import "./patient/patient.css";
import "./ops/ops.css";
import "./rules/rules.css";
import "./cohort/cohort.css";

start();
void loadMe();
createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
