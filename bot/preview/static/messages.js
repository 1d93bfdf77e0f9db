// The messages of the open chat, as they come, change and go.

import { el, fill, isBubble, render } from "./bubbles.js";
import { drawFrame } from "./frame.js";
import { $, inGroup, me, state } from "./phone.js";
import { currentLanguage, say } from "./texts.js";

const TYPING_LASTS = 5000;

const nodes = new Map();
let typingTimer = 0;
let handlers = {};

// given: { link, command, tap, photo }, what becomes of what is touched in a message.
export function handleBy(given) {
  handlers = { ...given, jump };
}

function view() {
  const persons = state.world.persons;
  return {
    me: me().id,
    bot: state.world.bot,
    isGroup: inGroup(),
    keyOf: (id) => persons.find((person) => person.id === id)?.key ?? String(id),
    on: handlers,
  };
}

export function draw() {
  drawFrame();
  nodes.clear();
  // The new side of a migration says the same again, and Telegram shows it once.
  $("messages").replaceChildren(...state.shown.filter((each) => !each.migrate_from_chat_id).map(remember));
  drawEmpty();
  regroup();
}

function remember(message) {
  const node = render(message, view());
  nodes.set(`${message.chat.id}/${message.message_id}`, node);
  return node;
}

function drawEmpty() {
  $("messages").querySelector(".about-bot")?.remove();
  if (state.shown.length || inGroup()) return;
  const { description } = state.world.bot;
  $("messages").append(el("div", { className: "about-bot" },
    description ? el("strong", { textContent: say("what") }) : null,
    el("p", { textContent: description || say("empty") })));
}

// Names stand on the first, tails and pictures on the last of one person's messages in a row;
// a pill stands where a day begins.
function regroup() {
  const list = $("messages");
  for (const old of list.querySelectorAll(".day")) old.remove();
  let before = null;
  for (const node of [...list.children]) {
    const day = new Date(node.dataset.date * 1000).toDateString();
    const newDay = !before || new Date(before.dataset.date * 1000).toDateString() !== day;
    const follows = !newDay && before.dataset.sender === node.dataset.sender && isBubble(before) && isBubble(node);
    node.classList.toggle("follows", follows);
    before?.classList.toggle("followed", follows);
    if (newDay && node.dataset.date) node.before(dayPill(node.dataset.date));
    before = node;
  }
  before?.classList.remove("followed");
}

function dayPill(seconds) {
  const text = new Date(seconds * 1000).toLocaleDateString(currentLanguage(), { day: "numeric", month: "long" });
  return el("div", { className: "service day" }, el("span", { textContent: text }));
}

export function newMessage(message) {
  const stay = atBottom() || message.from.id === me().id;
  if (message.migrate_from_chat_id || nodes.has(`${message.chat.id}/${message.message_id}`)) return;
  state.shown.push(message);
  drawEmpty();
  $("messages").append(remember(message));
  regroup();
  if (message.from.id === state.world.bot.id) hideTyping();
  if (stay) scrollDown();
  else $("down").hidden = false;
}

export function edited(message) {
  const node = nodes.get(`${message.chat.id}/${message.message_id}`);
  if (!node) return;
  const stay = atBottom();
  fill(node, message, view());
  const index = state.shown.findIndex((each) => each.message_id === message.message_id && each.chat.id === message.chat.id);
  state.shown[index] = message;
  if (stay) scrollDown();
}

export function deleted(id) {
  const index = state.shown.findIndex((each) => each.message_id === id);
  if (index < 0) return;
  const [gone] = state.shown.splice(index, 1);
  nodes.get(`${gone.chat.id}/${id}`)?.remove();
  regroup();
}

export function typing(action) {
  $("typing").textContent = `${say(action)} …`;
  $("typing").hidden = false;
  $("subtitle").hidden = true;
  clearTimeout(typingTimer);
  typingTimer = setTimeout(hideTyping, TYPING_LASTS);
}

export function hideTyping() {
  $("typing").hidden = true;
  $("subtitle").hidden = false;
}

export function atBottom() {
  const list = $("messages");
  return list.scrollHeight - list.scrollTop - list.clientHeight < 80;
}

export function scrollDown() {
  const list = $("messages");
  list.scrollTop = list.scrollHeight;
  $("down").hidden = true;
}

function jump(id) {
  const node = $("messages").querySelector(`[data-message-id="${id}"]`);
  node?.scrollIntoView({ block: "center", behavior: "smooth" });
  node?.animate([{ background: "rgb(80 140 200 / 40%)" }, { background: "transparent" }], 1500);
}
