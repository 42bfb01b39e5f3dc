/* The clock of a contest: the server drew it, here it goes on, minute by minute. Words are the server's; only numbers change.
   It moves no faster for anybody, so reduced motion needs nothing more. */

for (const clock of document.querySelectorAll("[data-until]")) {
  const until = Date.parse(clock.dataset.until);
  const set = (name, value) => {
    const place = clock.querySelector(`[data-${name}]`);
    if (place.textContent !== value) place.textContent = value;
  };
  const draw = () => {
    const minutes = Math.max(Math.ceil((until - Date.now()) / 60_000), 0);
    const days = Math.floor(minutes / 1440);
    const word = clock.querySelector("[data-days-word]");
    set("days", days.toLocaleString(document.documentElement.lang));
    set("days-word", days === 1 ? word.dataset.one : word.dataset.many);
    set("hours", String(Math.floor(minutes / 60) % 24));
    set("minutes", String(minutes % 60));
    const over = clock.parentElement.querySelector("[data-over]");
    if (minutes === 0 && over) {
      over.hidden = false;
      clearInterval(ticking);
    }
  };
  const ticking = setInterval(draw, 5_000);
  draw();
}
