import { render } from "preact";
import { App } from "./app/app";
import { followLinks } from "./state/place";
import { beginWithRememberedRange } from "./state/range";
import { followSystemTheme } from "./state/theme";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/parts.css";
import "./styles/charts.css";
import "./styles/pages.css";

beginWithRememberedRange();
followSystemTheme();
followLinks();
render(<App />, document.getElementById("app")!);
