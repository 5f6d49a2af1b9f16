// Runs before the first paint, so that nobody who chose the dark theme is blinded by the light one.
import { applyTheme } from "./state/theme";

applyTheme();
