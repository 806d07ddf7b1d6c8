import "./styles/tokens.css";
import "./styles/fonts.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/marks.css";
import "./app"; // and with it the styles of the components
import "./styles/shell.css"; // which places them
import { watchTheme } from "./theme";
import { router } from "./router";

watchTheme();
router.start();
