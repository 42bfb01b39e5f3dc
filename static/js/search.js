/* Search boxes (data-search-box): suggestions as one types and, in an empty box, what was looked for last. A combobox with a listbox:
   arrows walk, Enter opens, Escape closes, Delete forgets a last search. "/" goes to the box of the page. Where the page draws suggestions
   of its own (data-search-box="recent") only the last searches come from here. What managers want said stands above the list and is said
   with the count; where they lead is an option like the others. */

const words = document.getElementById("search-words")?.dataset ?? {};
const WAIT = 200;
const KEPT = 20;
const SHOWN = 8;
const FIRST_LETTERS = 4;
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

/* Where the page itself shows the last searches, they don't come over it by themselves. */
const place = document.querySelector("[data-recent-place]");

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function icon(name) {
  const [svg, use] = ["svg", "use"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${words.sprite}#${name}`);
  svg.append(use);
  return svg;
}

let number = 0;

function enhance(box) {
  const onlyLast = box.dataset.searchBox === "recent";
  const form = box.form;
  const pop = element("div", "search-pop");
  pop.hidden = true;
  const said = element("div", "search-pop-said");
  const list = document.createElement("ul");
  list.id = `search-list-${++number}`;
  list.setAttribute("role", "listbox");
  const foot = element("button", "button button-quiet button-small", words.forgetAll);
  foot.type = "button";
  const status = element("span", "visually-hidden");
  status.setAttribute("role", "status");
  pop.append(said, list, foot);
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
      if (journey && to.origin === location.origin) to.searchParams.set("journey", journey);
      location.assign(to);
      return;
    }
    if (!option.all) box.value = option.title;
    close();
    form.requestSubmit();
  };

  const drop = async (option) => {
    await forget(option.title);
    await showLast();
    status.textContent = words.forgotten;
  };

  const show = (found, label, told, recent, banners = []) => {
    options = found;
    active = -1;
    box.removeAttribute("aria-activedescendant");
    list.setAttribute("aria-label", label);
    foot.hidden = !recent;
    said.replaceChildren(...banners.map(banner), ...(told === words.none ? [element("p", "search-pop-none", words.nothing)] : []));
    said.hidden = !said.children.length;
    list.replaceChildren(...found.map((option, n) => row(option, n, recent)));
    pop.hidden = !found.length && !banners.length;
    box.setAttribute("aria-expanded", String(!pop.hidden));
    status.textContent = [...banners.map((one) => one.text), told].filter(Boolean).join(" ");
  };

  const banner = ({ text, lang }) => {
    const line = element("p", "notice notice-accent");
    const words = element("span", "", text);
    if (lang) words.lang = lang;
    line.append(icon("info"), words);
    return line;
  };

  const row = (option, n, recent) => {
    const item = element("li");
    item.id = `${list.id}-${n}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    if (option.icon) item.append(icon(option.icon));
    const body = element("span", "grow");
    const title = element("span", option.passage ? "search-pop-title" : "", option.title);
    if (option.lang) title.lang = option.lang;
    if (option.section) title.append(" ", element("span", "in-section", `› ${option.section}`));
    body.append(title);
    if (option.passage?.join("")) body.append(passage(option, item));
    const meta = [option.state, option.kind, option.language, option.by_team && words.link].filter(Boolean).join(" · ");
    if (meta) body.append(element("span", "search-pop-meta", meta));
    if (option.passage) item.setAttribute("aria-label", [option.title, option.section, meta].filter(Boolean).join(", "));
    item.append(body);
    if (recent) {
      /* For the pointer; the keyboard has Delete, and the search page has buttons. */
      const cross = element("span", "search-pop-forget", "×");
      cross.setAttribute("aria-hidden", "true");
      cross.title = words.forgetOne.replace("{text}", option.title);
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

  /* The lines that answer describe the option; its name stays short. */
  const passage = (option, item) => {
    const lines = element("span", "search-pop-lines");
    lines.id = `${item.id}-lines`;
    if (option.lang) lines.lang = option.lang;
    lines.append(...option.passage.map((piece, n) => (n % 2 ? element("mark", "", piece) : piece)));
    item.setAttribute("aria-describedby", lines.id);
    return lines;
  };

  const showLast = async () => {
    const texts = await lastSearches().catch(() => []);
    if (box.value.trim() || document.activeElement !== box) return;
    show(texts.map((title) => ({ title })), words.last, texts.length ? words.lastFound.replace("{n}", texts.length) : "", true);
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
      const some = found.results.length;
      const links = found.links.map((link) => ({ ...link, icon: "external-link", kind: words.link }));
      const ask = { title: words.askLabel, icon: "circle-question-mark", url: `${words.ask}?${new URLSearchParams({ title: text })}` };
      const on = some ? { title: words.all, icon: "search", all: true } : ask;
      /* The first letters of a word find nothing for a moment: no reason to offer asking. */
      const ways = some || text.length > FIRST_LETTERS ? [...found.offers, on] : found.offers;
      show([...links, ...found.results, ...ways], words.suggestions, some ? words.found.replace("{n}", some) : words.none, false, found.banners);
    } catch {
      /* A newer letter, or no network: Enter still searches. */
    }
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    const text = box.value.trim();
    if (!text) return place ? close() : showLast();
    if (onlyLast || text.length < 2) return close();
    timer = setTimeout(look, WAIT);
  });
  box.addEventListener("focus", () => {
    if (!box.value.trim() && !place) showLast();
  });
  box.addEventListener("click", () => {
    if (!box.value.trim() && pop.hidden && !place) showLast();
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
  /* Typed before this script came, on a slow line. */
  if (document.activeElement === box && box.value !== box.defaultValue) box.dispatchEvent(new Event("input"));
}

if (words.complete) document.querySelectorAll("input[data-search-box]").forEach(enhance);

/* On the empty search page the browser's own last searches stand as rows with real buttons. */
async function list(place) {
  const texts = here.texts();
  place.hidden = !texts.length;
  place.querySelector("ul")?.remove();
  place.querySelector("[data-forget-all]")?.remove();
  const rows = element("ul", "rows rows-tight");
  rows.setAttribute("role", "list");
  for (const text of texts) {
    const item = element("li", "recent-row");
    const link = element("a", "grow", text);
    link.href = `${words.results}?${new URLSearchParams({ q: text })}`;
    const button = element("button", "button button-quiet button-icon button-small");
    button.type = "button";
    button.append(icon("x"));
    button.setAttribute("aria-label", words.forgetOne.replace("{text}", text));
    button.addEventListener("click", () => again(text));
    item.append(link, button);
    rows.append(item);
  }
  const all = element("button", "button button-small", words.forgetAll);
  all.type = "button";
  all.dataset.forgetAll = "";
  all.addEventListener("click", () => again(""));
  place.append(rows, all);

  async function again(text) {
    await forget(text);
    await list(place);
    (place.hidden ? document.querySelector("input[data-search-box]") : place.querySelector("button"))?.focus();
    say(words.forgotten);
  }
}
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
