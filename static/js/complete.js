/* Completion: people after an @ in the editor, topics in a field of topics. A list below the field; arrows, Enter or Tab, Escape.
   editor.js loads this when somebody first types there. */

const MENTION = /(?:^|[\s([])@([\p{L}\p{N}._-]{1,38})$/u;
const WAIT = 150;
let number = 0;

/* field: a textarea or input; url: answers ?q= with {results: [{value, label, hint, picture}]}. */
export function complete(field, url, words) {
  if (field.completes) return;
  field.completes = true;
  const inText = field.tagName === "TEXTAREA";
  const list = document.createElement("ul");
  list.className = "completions";
  list.id = `completions-${++number}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.label);
  list.hidden = true;
  field.after(list);
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  list.after(status);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  if (!inText) {
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-expanded", "false");
  }

  let timer, last, options = [], active = -1, asked = "";

  const typed = () => {
    const before = field.value.slice(0, field.selectionStart);
    if (field.selectionStart !== field.selectionEnd) return null;
    if (inText) return MENTION.exec(before)?.[1] ?? null;
    const word = /[^,;]*$/.exec(before)[0].trim();
    return word.length ? word : null;
  };

  const close = () => {
    last?.abort();
    clearTimeout(timer);
    list.hidden = true;
    options = [];
    active = -1;
    status.textContent = "";
    field.removeAttribute("aria-activedescendant");
    if (!inText) field.setAttribute("aria-expanded", "false");
  };

  const mark = (next) => {
    active = (next + options.length) % options.length;
    list.querySelectorAll("[role=option]").forEach((option, n) => {
      option.setAttribute("aria-selected", String(n === active));
      if (n === active) option.scrollIntoView({ block: "nearest" });
    });
    field.setAttribute("aria-activedescendant", `${list.id}-${active}`);
  };

  const choose = (option) => {
    const at = field.selectionStart;
    const before = field.value.slice(0, at);
    const after = field.value.slice(at);
    const start = inText ? before.length - asked.length : before.length - /[^,;]*$/.exec(before)[0].trimStart().length;
    const end = inText || !after.trim() ? (inText ? " " : ", ") : "";
    const text = option.value + end;
    close();
    field.focus();
    field.setSelectionRange(start, at);
    if (!document.execCommand?.("insertText", false, text)) field.setRangeText(text, start, at, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  };

  const show = (results) => {
    options = results;
    active = -1;
    field.removeAttribute("aria-activedescendant");
    list.replaceChildren(
      ...results.map((result, n) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${n}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        if (result.picture) {
          const picture = document.createElement("img");
          Object.assign(picture, { src: result.picture, alt: "", width: 24, height: 24, className: "avatar avatar-s" });
          option.append(picture);
        }
        const label = document.createElement("span");
        label.textContent = result.label;
        option.append(label);
        if (result.hint) {
          const hint = document.createElement("span");
          hint.className = "muted";
          hint.textContent = result.hint;
          option.append(hint);
        }
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => choose(result));
        return option;
      }),
    );
    list.hidden = !results.length;
    if (!inText) field.setAttribute("aria-expanded", String(results.length > 0));
    status.textContent = results.length ? words.found.replace("{n}", results.length) : "";
  };

  const look = async () => {
    const query = typed();
    if (query === null) return close();
    last?.abort();
    last = new AbortController();
    try {
      const answer = await fetch(`${url}?q=${encodeURIComponent(query)}`, { signal: last.signal, headers: { Accept: "application/json" } });
      const results = answer.ok ? (await answer.json()).results : [];
      if (typed() !== query) return;
      asked = query;
      show(results);
    } catch {
      /* A newer letter, or no network: the text goes on without. */
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (typed() === null) return close();
    timer = setTimeout(look, WAIT);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || !options.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(active < 0 ? (event.key === "ArrowDown" ? 0 : -1) : active + (event.key === "ArrowDown" ? 1 : -1));
    else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey && (active >= 0 || inText)) choose(options[Math.max(active, 0)]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  if (typed() !== null && document.activeElement === field) look();
}
