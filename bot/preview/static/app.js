// The phone: who one is, which chat is open, and what happens in it.

import { colour, el, fill, nameOf, render, summary, time } from "./bubbles.js";
import * as server from "./server.js";
import { currentLanguage, say, switchLanguage } from "./texts.js";

const $ = (id) => document.getElementById(id);
const TAP_TIMEOUT = 15000;
const TYPING_LASTS = 5000;
const TOAST_LASTS = 4000;
const THEMES = ["auto", "dark", "light"];

const address = new URLSearchParams(location.search);
const state = {
  as: address.get("as") ?? "rina",
  chat: address.get("chat") ?? "private",
  world: null,
  nodes: new Map(),
  shown: [],
  unread: new Map(),
  replyTo: null,
  events: null,
  answered: new Set(),
  spinning: new Map(),
  typingTimer: 0,
  late: null,
  theme: localStorage.getItem("theme") ?? "auto",
};

const on = {
  link: openLink,
  command: (text) => send(inGroup() && !text.includes("@") ? `${text}@${state.world.bot.username}` : text),
  tap,
  photo: showPhoto,
  jump,
};

function view() {
  const persons = state.world.persons;
  return {
    me: me().id,
    bot: state.world.bot,
    isGroup: inGroup(),
    keyOf: (id) => persons.find((person) => person.id === id)?.key ?? String(id),
    on,
  };
}

const me = () => state.world.persons.find((person) => person.key === state.as);
const chat = () => state.world.chats.find((each) => each.key === state.chat);
const inGroup = () => chat().type !== "private";
const titleOf = (each) => (each.type === "private" ? state.world.bot.name ?? state.world.bot.first_name : each.title);

// -- loading --------------------------------------------------------------------------

async function open(as, chatKey) {
  const changed = as !== state.as || !state.events;
  Object.assign(state, { as, chat: chatKey, late: null });
  history.replaceState(null, "", `?${new URLSearchParams({ as, chat: chatKey })}`);
  state.unread.delete(chatKey);
  endReply();
  hideTyping();
  if (changed) listen();
  else await reload();
}

async function reload() {
  const wanted = `${state.as}/${state.chat}`;
  // What happens while the messages are on their way is shown after them.
  state.late ??= [];
  const [world, shown] = await Promise.all([
    server.world(state.as), server.messages(state.as, state.chat).catch(() => [])]);
  if (wanted !== `${state.as}/${state.chat}`) return;
  Object.assign(state, { world, shown });
  if (world.me !== state.as) return open(world.me, "private");
  if (!chat()) return open(state.as, "private");
  draw();
  scrollDown();
  const late = state.late;
  state.late = null;
  late.forEach(happened);
}

async function refresh() {
  state.world = await server.world(state.as);
  drawFrame();
}

function listen() {
  state.events?.close();
  const events = new EventSource(`/preview/events?as=${encodeURIComponent(state.as)}`);
  state.events = events;
  // Load after the stream has begun, so that nothing falls between the two.
  events.onopen = reload;
  events.onerror = () => toast(say("lost"));
  events.onmessage = (event) => happened(JSON.parse(event.data));
}

function happened(event) {
  if (state.late) return state.late.push(event);
  const { kind, chat: key, data } = event;
  if (kind === "toast") return answered(data);
  if (kind === "chats") return refresh();
  if (key !== state.chat) {
    if (kind === "message" && data.from.id !== me()?.id) state.unread.set(key, (state.unread.get(key) ?? 0) + 1);
    return refresh();
  }
  if (kind === "message") newMessage(data);
  if (kind === "edited") edited(data);
  if (kind === "deleted") deleted(data.message_id);
  if (kind === "action") typing(data.action);
}

// -- drawing --------------------------------------------------------------------------

function draw() {
  drawFrame();
  state.nodes.clear();
  // The new side of a migration says the same again, and Telegram shows it once.
  $("messages").replaceChildren(...state.shown.filter((each) => !each.migrate_from_chat_id).map(remember));
  drawEmpty();
  regroup();
}

function remember(message) {
  const node = render(message, view());
  state.nodes.set(`${message.chat.id}/${message.message_id}`, node);
  return node;
}

function drawFrame() {
  document.documentElement.lang = currentLanguage();
  document.documentElement.dataset.theme = state.theme;
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = say(node.dataset.text);
  drawSwitches();
  drawHead();
  drawChats();
  drawComposer();
}

function drawSwitches() {
  const persons = state.world.persons.map((person) =>
    new Option([person.first_name, person.note].filter(Boolean).join(" · "), person.key, false, person.key === state.as));
  setOptions($("person"), persons);
  const chats = state.world.chats.map((each) => {
    const unread = state.unread.get(each.key);
    return new Option(titleOf(each) + (unread ? ` (${unread})` : ""), each.key, false, each.key === state.chat);
  });
  setOptions($("chat"), chats);
  const unread = [...state.unread.values()].reduce((sum, count) => sum + count, 0);
  $("unread").textContent = unread;
  $("unread").hidden = !unread;
  $("more").ariaLabel = say("more");
  document.title = `${unread ? `(${unread}) ` : ""}${titleOf(chat())} · ${me().first_name}`;
}

// Options that are the same stay, so that an open list does not close.
function setOptions(select, options) {
  const sign = (list) => [...list].map((option) => [option.value, option.text]).join("\n");
  if (sign(select.options) !== sign(options)) select.replaceChildren(...options);
  select.value = options.find((option) => option.selected)?.value;
}

function drawHead() {
  $("messages").classList.toggle("group", inGroup());
  $("title").textContent = titleOf(chat());
  $("subtitle").textContent = inGroup() ? say("members", { count: chat().members }) : say("bot");
  $("avatar").textContent = titleOf(chat())[0];
  $("avatar").style.background = colour(chat().type === "private" ? state.world.bot.id : chat().id);
}

function drawChats() {
  $("chats").replaceChildren(...state.world.chats.map((each) => {
    const badge = state.unread.get(each.key);
    const avatar = el("span", { className: "avatar", textContent: titleOf(each)[0], ariaHidden: "true" });
    avatar.style.background = colour(each.type === "private" ? state.world.bot.id : each.id);
    const button = el("button", { type: "button", className: "chat", ariaCurrent: String(each.key === state.chat) }, avatar,
      el("span", { className: "about" },
        el("strong", { textContent: titleOf(each) }),
        el("span", { textContent: each.last ? summary(each.last) : say("empty") })),
      el("span", { className: "side" }, el("time", { textContent: each.last ? time(each.last.date) : "" }),
        badge ? el("span", { className: "badge", textContent: badge }) : null));
    button.addEventListener("click", () => open(state.as, each.key));
    return button;
  }));
}

function drawComposer() {
  const { started, blocked, type } = chat();
  const asleep = type === "private" && (!started || blocked);
  $("composer").hidden = asleep;
  $("start").hidden = !asleep;
  $("start").textContent = say(blocked && started ? "unblock" : "start");
  $("input").placeholder = say("message");
  $("input").ariaLabel = say("message");
  $("send").ariaLabel = say("send");
  $("attach").ariaLabel = say("attach");
  $("slash").ariaLabel = say("commands");
  $("slash").hidden = !chat().commands.length;
  $("commands").ariaLabel = say("commands");
  $("messages").ariaLabel = say("messages");
  $("down").ariaLabel = say("newest");
  $("replying-end").ariaLabel = say("cancel_reply");
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

const isBubble = (node) => node.classList.contains("message");

function dayPill(seconds) {
  const text = new Date(seconds * 1000).toLocaleDateString(currentLanguage(), { day: "numeric", month: "long" });
  return el("div", { className: "service day" }, el("span", { textContent: text }));
}

// -- messages coming in ---------------------------------------------------------------

function newMessage(message) {
  const stay = atBottom() || message.from.id === me().id;
  if (message.migrate_from_chat_id || state.nodes.has(`${message.chat.id}/${message.message_id}`)) return;
  state.shown.push(message);
  drawEmpty();
  $("messages").append(remember(message));
  regroup();
  if (message.from.id === state.world.bot.id) hideTyping();
  if (stay) scrollDown();
  else $("down").hidden = false;
  refresh();
}

function edited(message) {
  const node = state.nodes.get(`${message.chat.id}/${message.message_id}`);
  if (!node) return;
  const stay = atBottom();
  fill(node, message, view());
  const index = state.shown.findIndex((each) => each.message_id === message.message_id && each.chat.id === message.chat.id);
  state.shown[index] = message;
  if (stay) scrollDown();
}

function deleted(id) {
  const index = state.shown.findIndex((each) => each.message_id === id);
  if (index < 0) return;
  const [gone] = state.shown.splice(index, 1);
  state.nodes.get(`${gone.chat.id}/${id}`)?.remove();
  regroup();
}

function typing(action) {
  $("typing").textContent = `${say(action)} …`;
  $("typing").hidden = false;
  $("subtitle").hidden = true;
  clearTimeout(state.typingTimer);
  state.typingTimer = setTimeout(hideTyping, TYPING_LASTS);
}

function hideTyping() {
  $("typing").hidden = true;
  $("subtitle").hidden = false;
}

function atBottom() {
  const list = $("messages");
  return list.scrollHeight - list.scrollTop - list.clientHeight < 80;
}

function scrollDown() {
  const list = $("messages");
  list.scrollTop = list.scrollHeight;
  $("down").hidden = true;
}

function jump(id) {
  const node = $("messages").querySelector(`[data-message-id="${id}"]`);
  node?.scrollIntoView({ block: "center", behavior: "smooth" });
  node?.animate([{ background: "rgb(80 140 200 / 40%)" }, { background: "transparent" }], 1500);
}

// -- what one does --------------------------------------------------------------------

async function doIt(action, more) {
  try {
    return await server.act(action, state.as, state.chat, more);
  } catch (error) {
    toast(error.message);
    return null;
  }
}

async function send(text) {
  const trimmed = text.trim();
  if (!trimmed) return;
  const more = { text: trimmed, reply_to: state.replyTo?.message_id, thread: state.replyTo?.message_thread_id };
  endReply();
  hideCommands();
  if (!(await doIt("say", more))) $("input").value = text;
}

async function tap(button, message, node) {
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
  if (!made || state.answered.delete(made.tap)) return stopSpinner(node);
  state.spinning.set(made.tap, node);
  setTimeout(() => stopSpinner(node), TAP_TIMEOUT);
}

function answered({ tap: id, text, show_alert: isAlert, url }) {
  if (state.spinning.has(id)) stopSpinner(state.spinning.get(id));
  else state.answered.add(id);
  state.spinning.delete(id);
  if (url) openLink(url) || window.open(url, "_blank", "noopener");
  if (text && isAlert) showAlert(text);
  else if (text) toast(text);
}

function stopSpinner(node) {
  node.classList.remove("waiting");
  node.ariaBusy = null;
}

// Returns whether it is a link of this bot, which opens here.
function openLink(url) {
  const link = new URL(url, location.href);
  const ours = ["t.me", "telegram.me"].includes(link.host)
    && link.pathname.slice(1).toLowerCase() === state.world.bot.username.toLowerCase();
  if (!ours) return false;
  doIt("open", { url }).then((opened) => opened?.chat && open(state.as, opened.chat));
  return true;
}

function toast(text) {
  const node = el("div", { className: "toast", textContent: text });
  node.dataset.testid = "toast";
  $("toasts").replaceChildren(node);
  setTimeout(() => node.remove(), TOAST_LASTS);
}

function showAlert(text) {
  $("alert-text").textContent = text;
  $("alert").showModal();
}

function showPhoto(source, caption) {
  $("viewer-image").src = source;
  $("viewer-image").alt = caption;
  $("viewer").showModal();
}

// -- replying -------------------------------------------------------------------------

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

function endReply() {
  state.replyTo = null;
  $("replying").hidden = true;
}

function listenForReplies() {
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

// -- commands -------------------------------------------------------------------------

function showCommands(prefix) {
  const found = chat().commands.filter((each) => each.command.startsWith(prefix));
  $("commands").replaceChildren(...found.map((each) => {
    const button = el("button", { type: "button", className: "command", role: "option" },
      el("strong", { textContent: `/${each.command}` }), el("span", { textContent: each.description }));
    button.dataset.command = each.command;
    button.addEventListener("click", () => {
      $("input").value = "";
      on.command(`/${each.command}`);
    });
    return button;
  }));
  $("commands").hidden = !found.length;
  $("slash").ariaExpanded = String(found.length > 0);
}

function hideCommands() {
  $("commands").hidden = true;
  $("slash").ariaExpanded = "false";
}

// -- the menu of the preview itself ---------------------------------------------------

function toggleMore(open = $("more-menu").hidden) {
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

// -- wiring ---------------------------------------------------------------------------

function grow() {
  const input = $("input");
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 132)}px`;
}

function wire() {
  $("person").addEventListener("change", (event) => {
    state.unread.clear();
    open(event.target.value, state.chat);
  });
  $("chat").addEventListener("change", (event) => open(state.as, event.target.value));
  $("more").addEventListener("click", () => toggleMore());
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("input").value;
    $("input").value = "";
    grow();
    send(text);
  });
  $("input").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      $("composer").requestSubmit();
    }
    if (event.key === "ArrowDown" && !$("commands").hidden) {
      event.preventDefault();
      $("commands").firstElementChild.focus();
    }
  });
  $("input").addEventListener("input", () => {
    grow();
    const typed = /^\/(\w*)$/.exec($("input").value);
    if (typed) showCommands(typed[1]);
    else hideCommands();
  });
  $("slash").addEventListener("click", () => ($("commands").hidden ? showCommands("") : hideCommands()));
  $("commands").addEventListener("keydown", (event) => {
    const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!next) return;
    event.preventDefault();
    (event.target[next] ?? $("input")).focus();
  });
  $("start").addEventListener("click", () => {
    const { started, blocked } = chat();
    if (blocked && started) doIt("block", { blocked: false });
    else doIt("start");
  });
  $("attach").addEventListener("click", () => $("picture").click());
  $("picture").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file) await server.sendPhoto(state.as, state.chat, file).catch((error) => toast(error.message));
  });
  $("replying-end").addEventListener("click", endReply);
  $("down").addEventListener("click", scrollDown);
  $("messages").addEventListener("scroll", () => { if (atBottom()) $("down").hidden = true; }, { passive: true });
  // A picture that arrives late must not push the newest message out of sight.
  $("messages").addEventListener("load", () => { if (atBottom()) scrollDown(); }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    toggleMore(false);
    hideCommands();
    endReply();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("#more, #more-menu")) toggleMore(false);
    if (!event.target.closest("#commands, #slash, #composer")) hideCommands();
  });
  listenForReplies();
}

wire();
open(state.as, state.chat);
