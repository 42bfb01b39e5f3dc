/* What is new for the person who is signed in: the bell counts, and a line in the live region says what it is. Without scripts the bell
   counts on the next page. Messages are hints: the page at the bell is the record. */

const bell = document.querySelector("[data-bell]");
const counts = document.querySelectorAll("[data-bell-count]");
const words = bell?.querySelector("[data-bell-words]");
const toasts = document.querySelector(".toast-area");

const MOST = 99;
const NOT_SIGNED_IN = 4403;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 120000;
const SHOWN_FOR = 10000;

let socket = null;
let wait = FIRST_WAIT;
let timer = 0;

function ring(unread) {
  const shown = unread > MOST ? `${MOST}+` : String(unread);
  for (const count of counts) {
    count.textContent = shown;
    count.hidden = unread === 0;
  }
  words.textContent = unread ? bell.dataset.some.replace("{n}", shown) : bell.dataset.none;
}

function announce(text, url) {
  const toast = document.createElement("p");
  toast.className = "toast";
  const link = document.createElement("a");
  link.href = url;
  link.textContent = text;
  toast.append(link);
  toasts.append(toast);
  /* It stays while somebody is on it. */
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, SHOWN_FOR / 2) : toast.remove());
  setTimeout(leave, SHOWN_FOR);
}

function listen() {
  clearTimeout(timer);
  if (socket || document.hidden) return;
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(`${scheme}://${location.host}/ws/notifications/`);
  socket.addEventListener("open", () => { wait = FIRST_WAIT; });
  socket.addEventListener("message", (event) => {
    const said = JSON.parse(event.data);
    ring(said.unread);
    if (said.text) announce(said.text, said.url);
  });
  socket.addEventListener("close", (event) => {
    socket = null;
    if (event.code === NOT_SIGNED_IN) return;
    timer = setTimeout(listen, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  });
}

if (bell && toasts) {
  /* A page that is put aside lets its connection go, so that the browser can keep the page; it counts anew when it is back. */
  addEventListener("pagehide", () => { clearTimeout(timer); socket?.close(); });
  addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
  document.addEventListener("visibilitychange", listen);
  listen();
}
