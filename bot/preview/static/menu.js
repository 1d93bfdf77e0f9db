// The menu of the preview itself: theme, language, what has no text.

import { doIt } from "./acting.js";
import { el } from "./bubbles.js";
import { drawFrame } from "./frame.js";
import { draw } from "./messages.js";
import { $, chat, inGroup, state } from "./phone.js";
import { say, switchLanguage } from "./texts.js";

const THEMES = ["auto", "dark", "light"];

export function toggleMore(open = $("more-menu").hidden) {
  $("more-menu").hidden = !open;
  $("more").ariaExpanded = String(open);
  if (!open) return;
  const entries = [
    [say("theme", { now: say(`theme_${state.theme}`) }), nextTheme],
    [say("language"), () => { switchLanguage(); draw(); }],
    ...["voice", "sticker", "location", "contact"].map((what) => [say(`send_${what}`), () => doIt("send", { what })]),
  ];
  if (!inGroup() && !chat().blocked) entries.push([say("block"), () => doIt("block", { blocked: true })]);
  $("more-menu").replaceChildren(...entries.map(([text, run]) => {
    const button = el("button", { type: "button", textContent: text });
    button.addEventListener("click", () => { toggleMore(false); run(); });
    return button;
  }));
}

function nextTheme() {
  state.theme = THEMES[(THEMES.indexOf(state.theme) + 1) % THEMES.length];
  localStorage.setItem("theme", state.theme);
  drawFrame();
}
