// Who one is, which chat is open, and what is known of both.

export const $ = (id) => document.getElementById(id);

const address = new URLSearchParams(location.search);

export const state = {
  as: address.get("as") ?? "rina",
  chat: address.get("chat") ?? "private",
  world: null,
  shown: [],
  unread: new Map(),
  replyTo: null,
  theme: localStorage.getItem("theme") ?? "auto",
};

export const me = () => state.world.persons.find((person) => person.key === state.as);
export const chat = () => state.world.chats.find((each) => each.key === state.chat);
export const inGroup = () => chat().type !== "private";
export const titleOf = (each) => (each.type === "private" ? state.world.bot.name ?? state.world.bot.first_name : each.title);
