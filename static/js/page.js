/* What every page has: theme, forms that send themselves, dialogs where `commandfor` is missing, focus after a swap.
   Everything here improves something that already works without it. */

const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

/* The theme's three buttons post a form; with this the page changes at once and stays where it is. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-form]") || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === event.submitter));
  fetch(form.action, { method: "POST", headers: { "X-CSRFToken": token() }, body: new URLSearchParams({ theme }) });
});

/* data-autosubmit: a form that sends itself when something in it is chosen; its button stays for everyone else. */
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-autosubmit]");
  if (form) form.requestSubmit();
});

/* What was typed on a slow line before the scripts came asks for its suggestions now (hx-trigger "typed-before"). */
addEventListener("DOMContentLoaded", () => {
  for (const field of document.querySelectorAll("[hx-trigger*=typed-before]")) {
    if (field.value && field.value !== field.defaultValue) field.dispatchEvent(new Event("typed-before", { bubbles: true }));
  }
});

/* data-once: a form is sent once, however often its button is pressed. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
function mayBeSentAgain(form) {
  delete form.dataset.sent;
  form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
}
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("[data-once][data-sent]").forEach(mayBeSentAgain);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.matches?.("[data-once]")) mayBeSentAgain(event.target);
});

/* Dialogs and menus by `commandfor` where the browser has none yet. */
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[commandfor]");
    const dialog = button && document.getElementById(button.getAttribute("commandfor"));
    if (!dialog) return;
    const command = button.getAttribute("command");
    if (command === "show-modal") dialog.showModal();
    if (command === "close") dialog.close();
  });
}

/* data-dialog: a link to a page that can also open as a dialog on this one. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-dialog]");
  const dialog = link && document.getElementById(link.dataset.dialog);
  if (!dialog || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  dialog.showModal();
});

/* Suggestions under a search box: arrows walk from the box through the list, Escape goes back and folds it. */
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("input[aria-controls~=suggestions]") ?? document.querySelector("input[aria-controls~=suggestions]");
  const list = box && document.getElementById("suggestions");
  if (!list || list.hidden || (event.target !== box && !list.contains(event.target))) return;
  if (event.key === "Escape") {
    list.hidden = true;
    box.focus();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const stops = [box, ...list.querySelectorAll("a.suggestion")];
  stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length]?.focus();
});

/* data-copy: copies an address and says so in the button's own words (data-copied). */
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button || !navigator.clipboard) return;
  event.preventDefault();
  await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
  say(button.dataset.copied);
});

/* Counts what is left of a field's length: data-left="#id of the sentence", whose data-text holds "{n}". */
document.addEventListener("input", (event) => {
  const field = event.target;
  const place = field.dataset?.left && document.querySelector(field.dataset.left);
  if (place) place.textContent = place.dataset.text.replace("{n}", String(field.maxLength - field.value.length));
});

/* Toasts: short remarks in the live region. */
const area = document.querySelector(".toast-area");

export function say(text) {
  if (!area || !text) return;
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.textContent = text;
  area.append(toast);
  setTimeout(() => toast.remove(), 6000);
}

/* For other modules, which have no import: addresses carry versions. */
document.addEventListener("plaza:say", (event) => say(event.detail));

if (area) {
  for (const toast of area.querySelectorAll(".toast")) if (!toast.querySelector("button, a")) setTimeout(() => toast.remove(), 8000);
}

/* What an htmx answer could not do is said, never swallowed. */
document.addEventListener("htmx:responseError", () => say(document.body.dataset.failed));
document.addEventListener("htmx:sendError", () => say(document.body.dataset.offline));

/* After a swap the focus goes where the server asks (data-focus), so that the keyboard is not thrown back to the top. */
document.addEventListener("htmx:afterSwap", (event) => {
  event.target.querySelector?.("[data-focus]")?.focus();
});

/* A row of pages that scrolls sideways shows the present one. */
document.querySelector(".side-nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
