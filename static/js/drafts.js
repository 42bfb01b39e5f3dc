/* Drafts: a form with data-draft="key" keeps what is typed in this browser until it is sent, and gives it back.
   Only this browser sees it; it is forgotten after thirty days. */

const MONTH = 30 * 24 * 3600 * 1000;
const name = (form) => `draft:${form.dataset.draft}`;
const fields = (form) => [...form.elements].filter((field) => field.name && /^(text|search|textarea|select-one)$/.test(field.type));

function read(form) {
  try {
    const draft = JSON.parse(localStorage.getItem(name(form)) ?? "null");
    return draft && Date.now() - draft.at < MONTH ? draft.values : null;
  } catch {
    return null;
  }
}

function status(form, text) {
  const place = form.querySelector("[data-draft-status]");
  if (place) place.textContent = text ?? "";
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const draft = read(form);
  const place = form.querySelector("[data-draft-status]");
  let restored = false;
  for (const field of fields(form)) {
    if (draft?.[field.name] && !field.value) {
      field.value = draft[field.name];
      restored = true;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  if (restored) status(form, place?.dataset.restored);
  const typed = fields(form).some((field) => field.value !== (field.defaultValue ?? field.value));

  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const values = Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
      try {
        localStorage.setItem(name(form), JSON.stringify({ at: Date.now(), values }));
        status(form, place?.dataset.saved);
      } catch {
        /* no room or no permission: the form works all the same */
      }
    }, 800);
  });
  /* Typed before this script came. */
  if (typed && !restored) form.dispatchEvent(new Event("input"));
  form.addEventListener("submit", (event) => {
    if (["preview", "solved"].includes(event.submitter?.name)) return;
    clearTimeout(timer);
    localStorage.removeItem(name(form));
  });
}
