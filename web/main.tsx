import { render } from "preact";
import { App } from "./pages/app.tsx";
import "./style.css";
import "./sections/issues.css";

const root = document.getElementById("app");
if (root) render(<App />, root);
