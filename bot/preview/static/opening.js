// A chat is opened, and what happens in it is heard.

import { drawFrame } from "./frame.js";
import { deleted, draw, edited, hideTyping, newMessage, scrollDown, typing } from "./messages.js";
import { toast } from "./notices.js";
import { chat, me, state } from "./phone.js";
import { endReply } from "./replying.js";
import * as server from "./server.js";
import { say } from "./texts.js";

let events = null;
// What happens while the messages are on their way is shown after them.
let late = null;
let answered = () => {};

// onAnswer: takes the answer to a tap.
export function begin(onAnswer) {
  answered = onAnswer;
  return open(state.as, state.chat);
}

export async function open(as, chatKey) {
  const changed = as !== state.as || !events;
  Object.assign(state, { as, chat: chatKey });
  late = null;
  history.replaceState(null, "", `?${new URLSearchParams({ as, chat: chatKey })}`);
  state.unread.delete(chatKey);
  endReply();
  hideTyping();
  if (changed) listen();
  else await reload();
}

async function reload() {
  const wanted = `${state.as}/${state.chat}`;
  late ??= [];
  const [world, shown] = await Promise.all([
    server.world(state.as), server.messages(state.as, state.chat).catch(() => [])]);
  if (wanted !== `${state.as}/${state.chat}`) return;
  Object.assign(state, { world, shown });
  if (world.me !== state.as) return open(world.me, "private");
  if (!chat()) return open(state.as, "private");
  draw();
  scrollDown();
  const waiting = late;
  late = null;
  waiting.forEach(happened);
}

async function refresh() {
  state.world = await server.world(state.as);
  drawFrame();
}

function listen() {
  events?.close();
  events = new EventSource(`/preview/events?as=${encodeURIComponent(state.as)}`);
  // Load after the stream has begun, so that nothing falls between the two.
  events.onopen = reload;
  events.onerror = () => toast(say("lost"));
  events.onmessage = (event) => happened(JSON.parse(event.data));
}

function happened(event) {
  if (late) return late.push(event);
  const { kind, chat: key, data } = event;
  if (kind === "toast") return answered(data);
  if (kind === "chats") return refresh();
  if (key !== state.chat) {
    if (kind === "message" && data.from.id !== me()?.id) state.unread.set(key, (state.unread.get(key) ?? 0) + 1);
    return refresh();
  }
  if (kind === "message") {
    newMessage(data);
    refresh();
  }
  if (kind === "edited") edited(data);
  if (kind === "deleted") deleted(data.message_id);
  if (kind === "action") typing(data.action);
}
