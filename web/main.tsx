import { render } from "preact";
import { App } from "./pages/app.tsx";
import "./style/tokens.css";
import "./style/base.css";
import "./style/controls.css";
import "./style/floats.css";
import "./style/states.css";
import "./style/frame.css";
import "./style/list.css";
import "./style/list-narrow.css";
import "./style/chart.css";
import "./style/issue.css";
import "./style/frames.css";
import "./style/crumbs.css";
import "./style/event.css";
import "./style/pages.css";

const root = document.getElementById("app");
if (root) render(<App />, root);
