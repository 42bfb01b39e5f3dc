/* Search boxes (data-search-box): suggestions as one types and, in an empty box, what was looked for last. A combobox with a listbox:
   arrows walk, Enter opens, Escape closes, Delete forgets a last search. "/" goes to the box of the page. Where the page draws suggestions
   of its own (data-search-box="recent") only the last searches come from here. */

const words = document.getElementById("search-words")?.dataset ?? {};
const WAIT = 200;
const KEPT = 20;
const SHOWN = 8;
const kept = `plaza.searches.${words.me}`;
const say = (text) => document.dispatchEvent(new CustomEvent("plaza:say", { detail: text }));
const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

/* The last searches: on the site for members who agreed to that, else in this browser alone. */
const here = {
  texts() {
    try {
      return JSON.parse(localStorage.getItem(kept) ?? "[]").filter((text) => typeof text === "string");
    } catch {
      return [];
    }
  },
  write(texts) {
    try {
      texts.length ? localStorage.setItem(kept, JSON.stringify(texts.slice(0, KEPT))) : localStorage.removeItem(kept);
    } catch {
      /* A browser that keeps nothing. */
    }
  },
};

async function lastSearches() {
  if (!words.recent) return here.texts().slice(0, SHOWN);
  const answer = await fetch(words.recent, { headers: { Accept: "application/json" } });
  return answer.ok ? (await answer.json()).texts : [];
}

async function forget(text) {
  if (!words.forget) return here.write(text ? here.texts().filter((other) => other !== text) : []);
  const body = new URLSearchParams(text ? { text } : {});
  await fetch(words.forget, { method: "POST", headers: { "X-CSRFToken": token() }, body, redirect: "manual" });
}

function note(text) {
  if (words.me && !words.recent && text) here.write([text, ...here.texts().filter((other) => other !== text)]);
}

const asked = new URLSearchParams(location.search).get("q")?.trim();
if (asked && location.pathname === words.results) note(asked.slice(0, 300));
document.addEventListener("submit", (event) => {
  if (event.target.action?.includes("/logout/")) here.write([]);
});

let number = 0;

function enhance(box) {
  const onlyLast = box.dataset.searchBox === "recent";
  const form = box.form;
  const pop = document.createElement("div");
  pop.className = "search-pop";
  pop.hidden = true;
  const list = document.createElement("ul");
  list.id = `search-list-${++number}`;
  list.setAttribute("role", "listbox");
  const foot = document.createElement("button");
  foot.type = "button";
  foot.className = "button button-quiet button-small";
  foot.textContent = words.forgetAll;
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  pop.append(list, foot);
  form.append(pop, status);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-haspopup", "listbox");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", [box.getAttribute("aria-controls"), list.id].filter(Boolean).join(" "));

  let options = [], active = -1, timer, last, journey = form.elements.journey?.value ?? "";

  const close = () => {
    clearTimeout(timer);
    last?.abort();
    pop.hidden = true;
    options = [];
    active = -1;
    status.textContent = "";
    box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-expanded", "false");
  };

  const mark = (next) => {
    active = (next + options.length) % options.length;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === active)));
    list.children[active].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", `${list.id}-${active}`);
  };

  const open = (option) => {
    if (option.url) {
      const to = new URL(option.url, location.href);
      if (journey) to.searchParams.set("journey", journey);
      location.assign(to);
      return;
    }
    box.value = option.title;
    close();
    form.requestSubmit();
  };

  const drop = async (option) => {
    await forget(option.title);
    await showLast();
    status.textContent = words.forgotten;
  };

  const show = (found, label, told, recent) => {
    options = found;
    active = -1;
    box.removeAttribute("aria-activedescendant");
    list.setAttribute("aria-label", label);
    foot.hidden = !recent;
    list.replaceChildren(...found.map((option, n) => row(option, n, recent)));
    pop.hidden = !found.length;
    box.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = found.length ? told.replace("{n}", found.length) : "";
  };

  const row = (option, n, recent) => {
    const item = document.createElement("li");
    item.id = `${list.id}-${n}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const title = document.createElement("span");
    title.className = "grow";
    title.textContent = option.title;
    if (option.lang) title.lang = option.lang;
    item.append(title);
    if (option.kind) {
      const what = document.createElement("span");
      what.className = "muted small";
      what.textContent = [option.kind, option.state].filter(Boolean).join(" · ");
      item.append(what);
    }
    if (recent) {
      /* For the pointer; the keyboard has Delete, and the search page has buttons. */
      const cross = document.createElement("span");
      cross.className = "search-pop-forget";
      cross.setAttribute("aria-hidden", "true");
      cross.title = words.forgetOne.replace("{text}", option.title);
      cross.textContent = "×";
      cross.addEventListener("click", (event) => {
        event.stopPropagation();
        drop(option);
      });
      item.append(cross);
    }
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => open(option));
    return item;
  };

  const showLast = async () => {
    const texts = await lastSearches().catch(() => []);
    if (box.value.trim() || document.activeElement !== box) return;
    show(texts.map((title) => ({ title })), words.last, words.lastFound, true);
  };

  const look = async () => {
    const text = box.value.trim();
    last?.abort();
    last = new AbortController();
    try {
      const query = new URLSearchParams({ q: text, journey });
      const answer = await fetch(`${words.complete}?${query}`, { signal: last.signal, headers: { Accept: "application/json" } });
      if (!answer.ok || box.value.trim() !== text || document.activeElement !== box) return;
      const found = await answer.json();
      journey = found.journey;
      show(found.results, words.suggestions, words.found, false);
      if (!found.results.length) status.textContent = words.none;
    } catch {
      /* A newer letter, or no network: Enter still searches. */
    }
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    const text = box.value.trim();
    if (!text) return showLast();
    if (onlyLast || text.length < 2) return close();
    timer = setTimeout(look, WAIT);
  });
  box.addEventListener("focus", () => {
    if (!box.value.trim()) showLast();
  });
  box.addEventListener("click", () => {
    if (!box.value.trim() && pop.hidden) showLast();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  form.addEventListener("submit", close);
  foot.addEventListener("mousedown", (event) => event.preventDefault());
  foot.addEventListener("click", async () => {
    await forget("");
    close();
    box.focus();
    say(words.forgotten);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (pop.hidden) {
      if (event.key !== "ArrowDown" || onlyLast && box.value.trim()) return;
      event.preventDefault();
      return box.value.trim() ? look() : showLast();
    }
    if (event.key === "ArrowDown") mark(active + 1);
    else if (event.key === "ArrowUp") mark(active < 0 ? options.length - 1 : active - 1);
    else if (event.key === "Enter" && active >= 0) open(options[active]);
    else if (event.key === "Delete" && active >= 0 && !foot.hidden) drop(options[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

if (words.complete) document.querySelectorAll("input[data-search-box]").forEach(enhance);

/* On the empty search page the browser's own last searches stand as rows with real buttons. */
async function list(place) {
  const texts = here.texts();
  place.hidden = !texts.length;
  place.querySelector("ul")?.remove();
  place.querySelector("[data-forget-all]")?.remove();
  const rows = document.createElement("ul");
  rows.className = "rows rows-tight";
  rows.setAttribute("role", "list");
  for (const text of texts) {
    const item = document.createElement("li");
    item.className = "recent-row";
    const link = document.createElement("a");
    link.className = "grow";
    link.href = `${words.results}?${new URLSearchParams({ q: text })}`;
    link.textContent = text;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-quiet button-small";
    button.textContent = "×";
    button.setAttribute("aria-label", words.forgetOne.replace("{text}", text));
    button.addEventListener("click", () => again(text));
    item.append(link, button);
    rows.append(item);
  }
  const all = document.createElement("button");
  all.type = "button";
  all.className = "button button-small";
  all.dataset.forgetAll = "";
  all.textContent = words.forgetAll;
  all.addEventListener("click", () => again(""));
  place.append(rows, all);

  async function again(text) {
    await forget(text);
    await list(place);
    (place.hidden ? document.querySelector("input[data-search-box]") : place.querySelector("button"))?.focus();
    say(words.forgotten);
  }
}
const place = document.querySelector("[data-recent-place]");
if (place && !words.recent) list(place);

/* "/" goes to the box; on pages without one that can be seen, to the search page. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]")) return;
  const box = [...document.querySelectorAll("input[data-search-box]")].find((found) => found.checkVisibility?.() ?? found.offsetParent);
  event.preventDefault();
  if (box) {
    box.focus();
    box.select();
  } else if (words.results) location.assign(words.results);
});
