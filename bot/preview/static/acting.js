// What one does on the phone: say, tap, follow a link.

import { hideCommands } from "./commands.js";
import { showAlert, toast } from "./notices.js";
import { open } from "./opening.js";
import { $, inGroup, state } from "./phone.js";
import { endReply } from "./replying.js";
import * as server from "./server.js";
import { say } from "./texts.js";

const TAP_TIMEOUT = 15000;

// Buttons that wait for the answer to a tap, by its id; and answers that came before their tap's.
const spinning = new Map();
const early = new Set();

export async function doIt(action, more) {
  try {
    return await server.act(action, state.as, state.chat, more);
  } catch (error) {
    toast(error.message);
    return null;
  }
}

export async function send(text) {
  const trimmed = text.trim();
  if (!trimmed) return;
  const more = { text: trimmed, reply_to: state.replyTo?.message_id, thread: state.replyTo?.message_thread_id };
  endReply();
  hideCommands();
  if (!(await doIt("say", more))) $("input").value = text;
}

// A command that was touched; in a group it says to whom.
export function command(text) {
  return send(inGroup() && !text.includes("@") ? `${text}@${state.world.bot.username}` : text);
}

export async function tap(button, message, node) {
  if (button.url) return openLink(button.url) || window.open(button.url, "_blank", "noopener");
  if (button.copy_text) {
    await navigator.clipboard?.writeText(button.copy_text.text).catch(() => {});
    return toast(say("copied"));
  }
  if (!button.callback_data || node.classList.contains("waiting")) return;
  node.classList.add("waiting");
  node.ariaBusy = "true";
  const made = await doIt("tap", { message_id: message.message_id, button: button.callback_data });
  // The answer can be here before the answer to the tap itself.
  if (!made || early.delete(made.tap)) return stopSpinner(node);
  spinning.set(made.tap, node);
  setTimeout(() => stopSpinner(node), TAP_TIMEOUT);
}

export function answered({ tap: id, text, show_alert: isAlert, url }) {
  if (spinning.has(id)) stopSpinner(spinning.get(id));
  else early.add(id);
  spinning.delete(id);
  if (url) openLink(url) || window.open(url, "_blank", "noopener");
  if (text && isAlert) showAlert(text);
  else if (text) toast(text);
}

function stopSpinner(node) {
  node.classList.remove("waiting");
  node.ariaBusy = null;
}

// Returns whether it is a link of this bot, which opens here.
export function openLink(url) {
  const link = new URL(url, location.href);
  const ours = ["t.me", "telegram.me"].includes(link.host)
    && link.pathname.slice(1).toLowerCase() === state.world.bot.username.toLowerCase();
  if (!ours) return false;
  doIt("open", { url }).then((opened) => opened?.chat && open(state.as, opened.chat));
  return true;
}
