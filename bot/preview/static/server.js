// What the page asks of the stand-in.

export async function world(person) {
  return read(`/preview/world?as=${encodeURIComponent(person)}`);
}

export async function messages(person, chat) {
  return read(`/preview/messages?${new URLSearchParams({ as: person, chat })}`);
}

export async function act(action, person, chat, more = {}) {
  const headers = { "Content-Type": "application/json" };
  return read(`/preview/${action}`, { method: "POST", headers, body: JSON.stringify({ as: person, chat, ...more }) });
}

export async function sendPhoto(person, chat, file) {
  return read(`/preview/photo?${new URLSearchParams({ as: person, chat })}`, { method: "POST", body: file });
}

async function read(address, options) {
  const response = await fetch(address, options);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? response.statusText);
  return body;
}
