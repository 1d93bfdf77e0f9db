// The page's own words, in the language that was chosen.

const all = await (await fetch("/static/texts.json")).json();

let language = localStorage.getItem("language") ?? (navigator.language.startsWith("en") ? "en" : "id");

export function say(key, values = {}) {
  const text = all[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function currentLanguage() {
  return language;
}

export function switchLanguage() {
  language = language === "id" ? "en" : "id";
  localStorage.setItem("language", language);
}
