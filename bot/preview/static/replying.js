// An answer to a message: by a double click, a long press or the key R.

import { isBubble, nameOf, summary } from "./bubbles.js";
import { $, state } from "./phone.js";

function beginReply(node) {
  const message = state.shown.find((each) =>
    String(each.message_id) === node.dataset.messageId && String(each.chat.id) === node.dataset.chatId);
  if (!message || !isBubble(node)) return;
  state.replyTo = message;
  $("replying").hidden = false;
  $("replying-name").textContent = nameOf(message);
  $("replying-text").textContent = summary(message);
  $("input").focus();
}

export function endReply() {
  state.replyTo = null;
  $("replying").hidden = true;
}

export function listenForReplies() {
  let timer = 0;
  const target = (event) => (event.target.closest("button, a") ? null : event.target.closest("article"));
  const list = $("messages");
  list.addEventListener("dblclick", (event) => target(event) && beginReply(target(event)));
  list.addEventListener("pointerdown", (event) => {
    const node = event.pointerType === "mouse" ? null : target(event);
    if (node) timer = setTimeout(() => beginReply(node), 500);
  });
  for (const kind of ["pointerup", "pointercancel", "pointermove", "scroll"]) {
    list.addEventListener(kind, () => clearTimeout(timer), { passive: true });
  }
  list.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "r" && event.target.matches("article")) {
      event.preventDefault();
      beginReply(event.target);
    }
    if (["ArrowUp", "ArrowDown"].includes(event.key)) step(event);
  });
}

// Arrow keys walk through the messages, R answers the one that has the focus.
function step(event) {
  const nodes = [...$("messages").querySelectorAll("article.message")];
  const at = nodes.indexOf(document.activeElement.closest?.("article"));
  const next = event.key === "ArrowUp" ? (at < 0 ? nodes.at(-1) : nodes[at - 1]) : nodes[at + 1];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
