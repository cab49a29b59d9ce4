import { render } from "preact";
import { App } from "./pages/app.tsx";
import "./style/tokens.css";
import "./style/base.css";
import "./style/controls.css";
import "./style/frame.css";
import "./style/list.css";
import "./style/issue.css";
import "./style/event.css";
import "./style/pages.css";

const root = document.getElementById("app");
if (root) render(<App />, root);
