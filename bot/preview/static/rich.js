// A text with entities as DOM. Offsets are UTF-16 units, which is what JavaScript counts too.

import { say } from "./texts.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span",
};

// on: { link(url), command(text) }
export function rich(text, entities, on) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, sorted, on);
  return fragment;
}

function fill(parent, text, start, end, entities, on) {
  let at = start;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= end) break;
    if (to <= from) { rest = others; continue; }
    parent.append(text.slice(at, from));
    const node = element(entity, text.slice(from, to), on);
    fill(node, text, from, to, others.filter((e) => e.offset < to), on);
    parent.append(node);
    if (entity.type === "expandable_blockquote") makeExpandable(node);
    at = to;
    if (isBlock(entity) && text[at] === "\n") at += 1;
    rest = others.filter((e) => e.offset + e.length > at);
  }
  parent.append(text.slice(at, end));
}

function isBlock(entity) {
  return ["blockquote", "expandable_blockquote", "pre"].includes(entity.type);
}

function element(entity, covered, on) {
  if (entity.type === "text_link" || entity.type === "url") return link(entity.url ?? covered, on);
  if (entity.type === "bot_command") return commandButton(covered, on);
  const node = document.createElement(TAGS[entity.type] ?? "span");
  if (entity.type === "spoiler") {
    node.className = "spoiler";
    node.tabIndex = 0;
    node.addEventListener("click", () => node.classList.add("shown"));
  }
  if (["mention", "hashtag", "text_mention"].includes(entity.type)) node.className = "mention";
  return node;
}

function link(url, on) {
  const node = document.createElement("a");
  node.href = /^\w+:/.test(url) ? url : `https://${url}`;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  node.addEventListener("click", (event) => {
    if (on.link(node.href)) event.preventDefault();
  });
  return node;
}

function commandButton(text, on) {
  const node = document.createElement("a");
  node.href = "#";
  node.addEventListener("click", (event) => {
    event.preventDefault();
    on.command(text);
  });
  return node;
}

// Shows three lines until it is opened, as a quote in Telegram does.
function makeExpandable(node) {
  const toggle = document.createElement("button");
  toggle.type = "button";
  toggle.className = "expand";
  const body = document.createElement("span");
  body.className = "folded";
  body.append(...node.childNodes);
  const turn = (open) => {
    node.classList.toggle("open", open);
    toggle.setAttribute("aria-expanded", String(open));
    toggle.setAttribute("aria-label", say(open ? "collapse" : "expand"));
    toggle.textContent = open ? "⌃" : "⌄";
  };
  node.classList.add("expandable");
  node.append(body, toggle);
  turn(false);
  // A quote that fits has nothing to unfold.
  requestAnimationFrame(() => {
    const fits = body.isConnected && body.scrollHeight <= body.clientHeight;
    toggle.hidden = fits;
    node.classList.toggle("expandable", !fits);
  });
  node.addEventListener("click", (event) => {
    if (!event.target.closest("a")) turn(!node.classList.contains("open"));
  });
}
