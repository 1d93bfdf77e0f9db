// What lies over the page for a moment: toasts, alerts, a picture.

import { el } from "./bubbles.js";
import { $ } from "./phone.js";

const TOAST_LASTS = 4000;

export function toast(text) {
  const node = el("div", { className: "toast", textContent: text });
  node.dataset.testid = "toast";
  $("toasts").replaceChildren(node);
  setTimeout(() => node.remove(), TOAST_LASTS);
}

export function showAlert(text) {
  $("alert-text").textContent = text;
  $("alert").showModal();
}

export function showPhoto(source, caption) {
  $("viewer-image").src = source;
  $("viewer-image").alt = caption;
  $("viewer").showModal();
}
