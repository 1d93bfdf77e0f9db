// The list of commands above the field that one types in.

import { el } from "./bubbles.js";
import { $, chat } from "./phone.js";

export function showCommands(prefix) {
  const found = chat().commands.filter((each) => each.command.startsWith(prefix));
  $("commands").replaceChildren(...found.map((each) => {
    const button = el("button", { type: "button", className: "command", role: "option" },
      el("strong", { textContent: `/${each.command}` }), el("span", { textContent: each.description }));
    button.dataset.command = each.command;
    return button;
  }));
  $("commands").hidden = !found.length;
  $("slash").ariaExpanded = String(found.length > 0);
}

export function hideCommands() {
  $("commands").hidden = true;
  $("slash").ariaExpanded = "false";
}
