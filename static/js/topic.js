/* A topic that is open on the page: when somebody writes in it meanwhile, a notice says so. The page itself never moves by itself. */

const notice = document.querySelector("[data-topic-live]");
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;
let pause = FIRST_PAUSE;

function listen() {
  const { protocol, host } = location;
  const socket = new WebSocket(`${protocol === "https:" ? "wss" : "ws"}://${host}${notice.dataset.topicLive}`);
  socket.addEventListener("open", () => { pause = FIRST_PAUSE; });
  socket.addEventListener("message", (event) => {
    const { number, author } = JSON.parse(event.data);
    if (number > Number(notice.dataset.number) && author !== Number(notice.dataset.me)) notice.hidden = false;
  });
  socket.addEventListener("close", ({ code }) => {
    if (code >= 4400) return; /* not for this reader: no use in trying again */
    setTimeout(listen, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  });
}

if (notice && "WebSocket" in window) listen();
