// The phone: what is touched on the page, and who takes it.

import { answered, command, doIt, openLink, send, tap } from "./acting.js";
import { hideCommands, showCommands } from "./commands.js";
import { toggleMore } from "./menu.js";
import { atBottom, handleBy, scrollDown } from "./messages.js";
import { showPhoto, toast } from "./notices.js";
import { begin, open } from "./opening.js";
import { $, chat, state } from "./phone.js";
import { endReply, listenForReplies } from "./replying.js";
import * as server from "./server.js";

function grow() {
  const input = $("input");
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 132)}px`;
}

function wireSwitches() {
  $("person").addEventListener("change", (event) => {
    state.unread.clear();
    open(event.target.value, state.chat);
  });
  $("chat").addEventListener("change", (event) => open(state.as, event.target.value));
  $("chats").addEventListener("click", (event) => {
    const key = event.target.closest("button")?.dataset.chat;
    if (key) open(state.as, key);
  });
  $("more").addEventListener("click", () => toggleMore());
}

function wireComposer() {
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
  $("commands").addEventListener("click", (event) => {
    const chosen = event.target.closest("button")?.dataset.command;
    if (!chosen) return;
    $("input").value = "";
    command(`/${chosen}`);
  });
  $("commands").addEventListener("keydown", (event) => {
    const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!next) return;
    event.preventDefault();
    (event.target[next] ?? $("input")).focus();
  });
}

function wireStart() {
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
}

function wirePage() {
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
}

wireSwitches();
wireComposer();
wireStart();
wirePage();
listenForReplies();
handleBy({ link: openLink, command, tap, photo: showPhoto });
begin(answered);
