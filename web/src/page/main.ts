// Where the page begins. The fragment is dealt with before anything else is loaded: a demo's login must not stay in the address.
import { takeDemoLogin } from "./demo.ts";

const demoLogin = takeDemoLogin(window.location, window.history);

const { GlasshellPage } = await import("./glasshell-page.ts");
const page = new GlasshellPage();
page.demoLogin = demoLogin;
document.body.append(page);
