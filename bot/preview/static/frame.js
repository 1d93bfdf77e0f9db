// What stands around the messages: switches, head, list of chats, composer.

import { colour, el, summary, time } from "./bubbles.js";
import { $, chat, inGroup, me, state, titleOf } from "./phone.js";
import { currentLanguage, say } from "./texts.js";

export function drawFrame() {
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
  $("chats").ariaLabel = say("chats");
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
    button.dataset.chat = each.key;
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
