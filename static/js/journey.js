/* The journey: what happens between a typed problem and its answer, told to /api/v1/journeys/<token>/ as it happens.
   seen: a suggestion stood open for three seconds. opened: its page was opened. read: the page was in view for fifteen seconds. */

const SEEN = 3000;
const READ = 15000;
const told = new Set();

function tell(token, kind, id, did) {
  const key = [token, kind, id, did].join();
  if (!token || !kind || !id || told.has(key)) return;
  told.add(key);
  const csrf = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  fetch(`/api/v1/journeys/${encodeURIComponent(token)}/`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify({ kind, id: Number(id), did }),
    keepalive: true,
  }).catch(() => told.delete(key));
}

const tokenOf = (element) => element.closest("[data-journey]")?.dataset.journey;

const timers = new WeakMap();

function watch(item) {
  clearTimeout(timers.get(item));
  if (!item.open) return;
  timers.set(
    item,
    setTimeout(() => item.open && item.isConnected && tell(tokenOf(item), item.dataset.kind, item.dataset.id, "seen"), SEEN),
  );
}

/* `toggle` does not bubble, so it is caught on the way down. It also fires for what htmx swaps in already open. */
document.addEventListener("toggle", (event) => event.target.matches?.("details[data-suggestion]") && watch(event.target), true);
for (const item of document.querySelectorAll("details[data-suggestion][open]")) watch(item);

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const item = link?.closest("[data-suggestion]");
  if (item) tell(tokenOf(item), item.dataset.kind, item.dataset.id, "opened");
});

/* A page reached from a suggestion carries its journey: <div data-journey data-journey-page data-kind data-id>. */
const page = document.querySelector("[data-journey-page]");
if (page) {
  let left = READ;
  const tick = setInterval(() => {
    if (document.visibilityState !== "visible") return;
    left -= 1000;
    if (left > 0) return;
    clearInterval(tick);
    tell(page.dataset.journey, page.dataset.kind, page.dataset.id, "read");
  }, 1000);
}
