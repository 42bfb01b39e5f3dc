/* The live desk: arrivals without the list jumping, claims and decisions of others, who is looking, keys.
   Messages are hints (ids and counters); whatever is shown is fetched from the server, so hearing one twice or late does no harm. */

const desk = document.querySelector("[data-desk]");
const list = desk.querySelector("[data-rows-list]");
const pane = document.getElementById("desk-item");
const bar = desk.querySelector("[data-arrivals]");
const say = (text) => { desk.querySelector("[data-announce]").textContent = text; };
const words = desk.dataset;

let cursor = Number(words.cursor);
const arrived = new Set();

/* ---- Rows ---- */

const rowOf = (id) => list.querySelector(`[data-item="${id}"]`);
const openItem = () => pane.querySelector("[data-open]");
const openId = () => Number(openItem()?.dataset.open ?? 0);

async function fetchPart(parameters) {
  const query = new URLSearchParams(words.query);
  for (const [name, value] of Object.entries(parameters)) query.set(name, value);
  const answer = await fetch(`${words.rows}?${query}`, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`rows: ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function adopt(row) {
  const link = document.importNode(row, true);
  htmx.process(link);
  return link;
}

const chosenRow = () => list.querySelector(".desk-row:has([aria-current])");

function choose(id) {
  for (const row of list.children) {
    const link = row.querySelector("a");
    if (Number(row.dataset.item) === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/* The row is chosen at once, the item follows when it has come: j j moves two down however slow the line. */
list.addEventListener("click", (event) => {
  const row = event.target.closest("a") && event.target.closest(".desk-row");
  if (row && !event.ctrlKey && !event.metaKey && !event.shiftKey) choose(Number(row.dataset.item));
});

/* Put the server's present rows of these items in place of ours; what is new to the list waits behind the bar. */
async function refreshRows(ids) {
  const part = await fetchPart({ ids: ids.join(",") });
  const found = new Map([...part.querySelectorAll(".desk-row")].map((row) => [Number(row.dataset.item), row]));
  for (const id of ids) {
    const [now, before] = [found.get(id), rowOf(id)];
    if (before && now && Number(now.dataset.change) >= Number(before.dataset.change)) replaceRow(before, now);
    else if (before && !now) before.remove();
    else if (!before && now && !("decided" in now.dataset)) arrived.add(id);
    if (!now || "decided" in now.dataset) arrived.delete(id);
  }
  showArrivals();
}

function replaceRow(before, now) {
  const focused = before.contains(document.activeElement);
  const row = adopt(now);
  before.replaceWith(row);
  if (before.querySelector("[aria-current]")) row.querySelector("a").setAttribute("aria-current", "true");
  if (focused) row.querySelector("a").focus();
}

function showArrivals() {
  const n = arrived.size;
  const text = n === 1 ? bar.dataset.one : bar.dataset.many.replace("{n}", n);
  if (n && bar.querySelector("span").textContent !== text) say(words.sayArrived.replace("{n}", n));
  bar.querySelector("span").textContent = text;
  bar.hidden = n === 0;
}

/* The whole queue anew, when the moderator asks for it. */
async function refreshQueue() {
  const part = await fetchPart({});
  const fresh = part.querySelector("[data-cursor]");
  if (!fresh) return location.reload();
  list.replaceChildren(...[...fresh.querySelectorAll(".desk-row")].map(adopt));
  desk.querySelector("[data-views]").replaceWith(document.importNode(fresh.querySelector("[data-views]"), true));
  desk.querySelector("[data-empty]").hidden = list.children.length > 0;
  cursor = Math.max(cursor, Number(fresh.dataset.cursor));
  arrived.clear();
  showArrivals();
  choose(openId());
}

bar.addEventListener("click", (event) => {
  event.preventDefault();
  refreshQueue().then(() => {
    desk.querySelector("#desk-queue").scrollTop = 0;
    list.querySelector("a")?.focus();
  });
});

/* ---- The open item ---- */

const typing = () => pane.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");

/* It changed under the moderator's eyes: drawn again, unless they are typing; then only said. */
function itemChanged(id, change) {
  if (id !== openId() || change <= Number(openItem().dataset.change)) return;
  say(words.sayChanged);
  if (typing() || pane.querySelector("#desk-message")?.value) return;
  const address = words.itemUrl.replace("/0/", `/${id}/`);
  htmx.ajax("GET", words.query ? `${address}?${words.query}` : address, { target: pane });
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== pane) return;
  choose(openId());
  looking();
  if (matchMedia("(width < 60rem)").matches) pane.scrollIntoView({ block: "start" });
});

/* A refusal (409, 422) is a page worth showing; an item that is no longer the chosen one is not. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const asked = event.detail.requestConfig.elt.closest(".desk-row")?.dataset.item;
  if (asked && asked !== chosenRow()?.dataset.item) event.detail.shouldSwap = false;
  if (![409, 422].includes(event.detail.xhr.status)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

document.addEventListener("desk:acted", (event) => refreshAfterMine(Number(event.detail.value)));

async function refreshAfterMine(id) {
  await refreshRows([id]);
  const row = rowOf(id);
  if (row && "decided" in row.dataset && !words.query.includes("view=decided")) row.remove();
  desk.querySelector("[data-empty]").hidden = list.children.length > 0;
}

/* ---- The socket ---- */

const newest = new Map();
let socket, tries = 0, pending = new Map(), timer;

function connect() {
  const address = new URL(words.socket, location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  address.searchParams.set("since", cursor);
  socket = new WebSocket(address);
  socket.addEventListener("open", () => {
    if (tries) say(words.sayBack);
    tries = 0;
    desk.querySelector("[data-live]").hidden = true;
    desk.dataset.liveState = "on";
    looking();
  });
  socket.addEventListener("message", (event) => heard(JSON.parse(event.data)));
  socket.addEventListener("close", (event) => {
    desk.dataset.liveState = "off";
    if (event.code === 4403) return location.reload();
    if (!tries) say(words.sayLost);
    if (tries > 0) desk.querySelector("[data-live]").hidden = false;
    tries += 1;
    setTimeout(connect, Math.min(30_000, 500 * 2 ** tries) * (0.5 + Math.random() / 2));
  });
}

const send = (message) => { if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message)); };

function heard(message) {
  if (message.resync) return refreshQueue();
  if (message.looking) return somebodyLooks(message.looking);
  for (const event of message.events) {
    cursor = Math.max(cursor, event.cursor);
    // Messages may come twice and in any order: only what is newer than all that we know of its item counts.
    const known = Math.max(Number(rowOf(event.item)?.dataset.change ?? 0), newest.get(event.item) ?? 0);
    if (event.change <= known) continue;
    newest.set(event.item, event.change);
    pending.set(event.item, event.change);
  }
  clearTimeout(timer);
  if (pending.size) timer = setTimeout(settle, 150);
}

async function settle() {
  const changes = pending;
  pending = new Map();
  try {
    await refreshRows([...changes.keys()]);
    for (const [id, change] of changes) itemChanged(id, change);
  } catch {
    for (const [id, change] of changes) if (!pending.has(id)) pending.set(id, change);
    timer = setTimeout(settle, 5_000);
  }
}

/* ---- Who is looking, and who is at work ---- */

const lookers = new Map();
let active = true;

function looking() {
  send({ looking: openId() || null });
  drawLookers();
}

function somebodyLooks({ item, id, name }) {
  lookers.set(id, { item, name, at: Date.now() });
  drawLookers();
}

function drawLookers() {
  const place = pane.querySelector("[data-watchers]");
  if (!place) return;
  for (const old of place.querySelectorAll("[data-looker]")) old.remove();
  for (const { item, name, at } of lookers.values()) {
    if (item !== openId() || Date.now() - at > 75_000) continue;
    const line = document.createElement("span");
    line.dataset.looker = "";
    line.textContent = words.sayLooking.replace("{name}", name);
    place.append(line);
  }
}

for (const kind of ["keydown", "pointerdown", "wheel", "input"]) addEventListener(kind, () => { active = true; }, { passive: true });

setInterval(() => {
  send({ since: cursor });
  if (active && document.visibilityState === "visible") {
    looking();
    if (openItem() && "mine" in openItem().dataset) send({ active: openId() });
  }
  active = false;
  drawLookers();
}, 30_000);

/* ---- Keys ---- */

const KEYS = "plaza-desk-keys";
const keysOn = desk.querySelector("[data-keys-on]");
keysOn.checked = localStorage.getItem(KEYS) !== "off";
keysOn.addEventListener("change", () => localStorage.setItem(KEYS, keysOn.checked ? "on" : "off"));

function move(by) {
  const links = [...list.querySelectorAll(".desk-row > a")];
  const at = links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)];
  if (!next) return;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  if (!next.hasAttribute("aria-current")) next.click();
}

function reject(button) {
  const reason = pane.querySelector("#desk-reason");
  if (reason.value) return button.click();
  reason.focus();
  say(words.sayReason);
}

document.addEventListener("keydown", (event) => {
  if (!keysOn.checked || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.matches?.("input:not([type=checkbox]), select, textarea, [contenteditable]")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    return move(event.key === "j" ? 1 : -1);
  }
  if (event.key === "n" && !bar.hidden) return bar.click();
  if (!/^[a-z?]$/.test(event.key)) return;
  const button = desk.querySelector(`[data-key="${event.key}"]`) ?? (event.key === "u" ? desk.querySelector("[data-undo]") : null);
  if (!button) return;
  event.preventDefault();
  // Until the chosen item has come, the buttons still belong to the one before.
  const chosen = chosenRow();
  if (pane.contains(button) && chosen && Number(chosen.dataset.item) !== openId()) return;
  if (event.key === "r") reject(button);
  else button.click();
});

connect();
