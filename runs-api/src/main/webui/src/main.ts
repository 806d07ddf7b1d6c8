import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import { watchTheme } from "./theme";
import { router } from "./router";
import "./app";

watchTheme();
router.start();
