// One message as DOM: the bubble, and the inline keyboard below it.

import { rich } from "./rich.js";
import { say } from "./texts.js";

// White letters can be read on each, and each as letters on a bubble.
const COLOURS = ["#b02f24", "#8f4b0c", "#7447b8", "#256a25", "#18677a", "#2867a0", "#a93274"];

// Buttons without a word, and the texts that name them.
const NAMED = { "👍": "helped", "👎": "did_not_help" };

export function el(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function colour(id) {
  return COLOURS[Math.abs(id) % COLOURS.length];
}

export function time(seconds) {
  const date = new Date(seconds * 1000);
  return [date.getHours(), date.getMinutes()].map((n) => String(n).padStart(2, "0")).join(":");
}

export function nameOf(message) {
  return message.sender_chat?.title ?? message.from.first_name;
}

// One line that stands for a message in quotes and lists.
export function summary(message) {
  if (serviceText(message)) return serviceText(message);
  if (message.text) return message.text;
  const kind = ["photo", "document", "voice", "sticker", "location", "contact", "poll"].find((k) => message[k]);
  return message.caption ?? message.document?.file_name ?? (kind ? say(kind) : say("service"));
}

export function serviceText(message) {
  const who = nameOf(message);
  const names = (users) => users.map((user) => user.first_name).join(", ");
  if (message.new_chat_members) {
    const alone = message.new_chat_members[0].id === message.from.id;
    return say(alone ? "joined" : "added", { who, whom: names(message.new_chat_members) });
  }
  if (message.left_chat_member) {
    const alone = message.left_chat_member.id === message.from.id;
    return say(alone ? "left" : "removed", { who, whom: message.left_chat_member.first_name });
  }
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return say("upgraded");
  if (message.forum_topic_created) return say("topic", { name: message.forum_topic_created.name });
  if (message.forum_topic_closed) return say("topic_closed");
  return "";
}

export const isBubble = (node) => node.classList.contains("message");

// view: { me, bot, isGroup, on } with on: { link, command, tap, photo, jump, reply }
export function render(message, view) {
  const node = el("article");
  node.dataset.testid = "message";
  node.dataset.messageId = message.message_id;
  node.dataset.chatId = message.chat.id;
  node.dataset.from = view.bot.id === message.from.id ? "bot" : view.keyOf(message.from.id);
  node.dataset.sender = message.sender_chat?.id ?? message.from.id;
  node.dataset.date = message.date;
  node.tabIndex = -1;
  fill(node, message, view);
  return node;
}

// Fills or refills a message in place; what stayed the same stays in the document.
export function fill(node, message, view) {
  const service = serviceText(message);
  if (service) {
    node.className = "service";
    node.replaceChildren(el("span", { textContent: service }));
    return;
  }
  const mine = message.from.id === view.me;
  node.classList.add("message", mine ? "out" : "in");
  const content = JSON.stringify([message.text, message.entities, message.caption,
    message.caption_entities, message.photo, message.document, message.edit_date]);
  if (node.dataset.content !== content) {
    node.dataset.content = content;
    const column = node.querySelector(".column") ?? el("div", { className: "column" });
    const old = column.querySelector(".bubble");
    const fresh = bubble(message, view, mine);
    fresh.append(avatar(message, view, mine));
    if (old) old.replaceWith(fresh);
    else column.append(fresh);
    if (!column.parentElement) node.append(column);
  }
  refillKeyboard(node.querySelector(".column"), message, view);
}

function avatar(message, view, mine) {
  if (!view.isGroup || mine) return "";
  const name = nameOf(message);
  const node = el("span", { className: "avatar small", textContent: name[0], ariaHidden: "true" });
  node.style.background = colour(message.sender_chat?.id ?? message.from.id);
  return node;
}

function bubble(message, view, mine) {
  const node = el("div", { className: "bubble" });
  // Whose message it is shows by its side and colour, and is said to who sees neither.
  if (view.isGroup && !mine) node.append(sender(message));
  else node.append(el("span", { className: "only-read", textContent: `${nameOf(message)}: ` }));
  if (message.reply_to_message) node.append(quote(message.reply_to_message, view));
  if (message.photo) node.append(photo(message, view));
  if (message.document) node.append(file(message.document));
  const other = ["voice", "sticker", "location", "contact", "poll"].find((kind) => message[kind]);
  if (other) node.append(el("div", { className: "other" }, otherText(other, message)));
  const text = message.text ?? message.caption;
  if (text) {
    const body = el("div", { className: "text" });
    body.append(rich(text, message.entities ?? message.caption_entities, view.on));
    node.append(body);
  }
  node.classList.toggle("bare", Boolean(message.photo) && !text);
  node.append(meta(message, mine, view));
  return node;
}

function sender(message) {
  const node = el("div", { className: "sender", textContent: nameOf(message) });
  node.style.setProperty("--tone", colour(message.sender_chat?.id ?? message.from.id));
  return node;
}

function quote(replied, view) {
  const node = el("button", { type: "button", className: "quote" },
    el("strong", { textContent: nameOf(replied) }), el("span", { textContent: summary(replied) }));
  node.style.setProperty("--tone", colour(replied.from.id));
  node.addEventListener("click", () => view.on.jump(replied.message_id));
  return node;
}

function photo(message, view) {
  const size = message.photo.at(-1);
  const source = `/preview/files/${size.file_id}`;
  const image = el("img", { src: source, alt: message.caption ?? say("photo"), width: size.width, height: size.height });
  const node = el("button", { type: "button", className: "photo" }, image);
  node.dataset.testid = "photo";
  node.addEventListener("click", () => view.on.photo(source, message.caption ?? say("photo")));
  return node;
}

function file(document_) {
  const kind = document_.file_name.split(".").pop().slice(0, 4).toUpperCase();
  const node = el("a", { className: "document", href: `/preview/files/${document_.file_id}`, download: document_.file_name },
    el("span", { className: "kind", textContent: kind, ariaHidden: "true" }),
    el("span", { className: "name" }, el("strong", { textContent: document_.file_name }),
      el("span", { textContent: bytes(document_.file_size) })));
  node.dataset.testid = "document";
  return node;
}

function bytes(count) {
  if (count < 1024) return `${count} B`;
  return count < 1024 * 1024 ? `${(count / 1024).toFixed(1)} KB` : `${(count / 1024 / 1024).toFixed(1)} MB`;
}

function otherText(kind, message) {
  if (kind === "sticker") return el("span", { className: "sticker", textContent: message.sticker.emoji });
  const icons = { voice: "▶", location: "📍", contact: "👤", poll: "📊" };
  const details = { voice: `0:0${message.voice?.duration}`, contact: message.contact?.phone_number, poll: message.poll?.question };
  return `${icons[kind]} ${say(kind)} ${details[kind] ?? ""}`;
}

// Telegram does not say of a bot's message that it was edited.
function meta(message, mine, view) {
  const shown = message.edit_date && message.from.id !== view.bot.id;
  const edited = shown ? `${say("edited")} ` : "";
  const node = el("span", { className: "meta", textContent: `${edited}${time(message.date)}` });
  if (mine) node.append(el("span", { className: "ticks", textContent: "✓✓", ariaHidden: "true" }));
  return node;
}

function refillKeyboard(column, message, view) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  const wanted = JSON.stringify(rows);
  const old = column.querySelector(".keyboard");
  if ((old?.dataset.rows ?? "[]") === wanted) return;
  const fresh = rows.length ? keyboard(rows, message, view) : null;
  const focused = old ? [...old.querySelectorAll("button")].indexOf(document.activeElement) : -1;
  if (fresh) fresh.dataset.rows = wanted;
  if (old && fresh) old.replaceWith(fresh);
  else if (old) old.remove();
  else if (fresh) column.append(fresh);
  if (focused >= 0) fresh?.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
}

function keyboard(rows, message, view) {
  const node = el("div", { className: "keyboard" });
  for (const row of rows) {
    node.append(el("div", { className: "row" }, ...row.map((button) => keyboardButton(button, message, view))));
  }
  return node;
}

function keyboardButton(button, message, view) {
  const node = el("button", { type: "button", textContent: button.text, title: button.text });
  node.dataset.testid = "keyboard-button";
  if (NAMED[button.text]) node.ariaLabel = node.title = say(NAMED[button.text]);
  if (button.callback_data) node.dataset.callback = button.callback_data;
  if (button.style) node.dataset.style = button.style;
  if (button.url) node.dataset.kind = "url";
  if (button.copy_text) node.dataset.kind = "copy";
  node.addEventListener("click", () => view.on.tap(button, message, node));
  return node;
}
