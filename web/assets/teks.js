// Texts come from the server, in the reader's language, as data-i18n-* attributes or as hidden elements;
// no sentence stands in a script. Everything is set with textContent.

export function message(element, name, values = []) {
  const text = element.getAttribute(`data-i18n-${name}`) ?? "";
  return values.reduce((t, v, i) => t.replaceAll(`{${i}}`, String(v)), text);
}

export function say(live, text) {
  // Emptied first, so that a repeated sentence is announced again.
  live.textContent = "";
  window.setTimeout(() => { live.textContent = text; }, 50);
}

// "812 KB", "3,4 MB", as the server writes sizes.
export function size(bytes) {
  if (bytes < 1048576) return `${Math.ceil(bytes / 1024)} KB`;
  return `${(bytes / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`;
}
