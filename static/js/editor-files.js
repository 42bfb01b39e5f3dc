/* Files of the editor: asks what a picture shows, sends it with its progress, and puts the line where the caret is.
   editor.js loads this when somebody first drops, pastes or picks a file. */

const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
const say = (template, name) => template.replace("{name}", name);

/* One after another: each picture has its own question. */
let turn = Promise.resolve();

export function send(editor, files, insert) {
  for (const file of files) turn = turn.then(() => one(editor, file, insert)).catch(() => {});
}

async function one(editor, file, insert) {
  const row = rowFor(editor, file);
  if (file.size > Number(editor.dataset.most)) return fail(editor, row, editor.dataset.sayLarge);
  let alt = "";
  if (file.type.startsWith("image/")) {
    alt = await asked(editor, file);
    if (alt === null) return row.remove();
  }
  const { status, answer } = await sent(editor, file, alt, row);
  if (status === 0) return row.remove();
  if (status !== 201) return fail(editor, row, answer?.error ?? editor.dataset.sayFailed);
  row.remove();
  insert(editor.querySelector("textarea"), answer.markdown);
  tell(editor, [say(editor.dataset.sayDone, file.name), answer.note].filter(Boolean).join(" "));
}

function rowFor(editor, file) {
  const row = editor.querySelector("[data-file-row]").content.firstElementChild.cloneNode(true);
  row.querySelector("[data-name]").textContent = file.name;
  row.querySelector("progress").setAttribute("aria-label", say(editor.dataset.saySending, file.name));
  row.querySelector("button").addEventListener("click", () => {
    row.dispatchEvent(new Event("stop"));
    row.remove();
    editor.querySelector("textarea").focus();
  });
  editor.querySelector("[data-files]").append(row);
  return row;
}

/* Each editor's dialog stands outside its form, whose own button it would otherwise compete with. */
const dialogs = new WeakMap();
function dialogOf(editor) {
  if (!dialogs.has(editor)) {
    const dialog = editor.querySelector("[data-alt-dialog]").content.firstElementChild.cloneNode(true);
    document.body.append(dialog);
    dialogs.set(editor, dialog);
  }
  return dialogs.get(editor);
}

/* What the picture shows, in words; null when it is not to be sent after all. */
function asked(editor, file) {
  const dialog = dialogOf(editor);
  const field = dialog.querySelector("input");
  dialog.querySelector("[data-name]").textContent = file.name;
  field.value = "";
  dialog.returnValue = "";
  return new Promise((answer) => {
    const keys = (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      dialog.close("insert");
    };
    const press = (event) => {
      const button = event.target.closest("[data-close]");
      if (button) dialog.close(button.dataset.close);
    };
    const done = () => {
      field.removeEventListener("keydown", keys);
      dialog.removeEventListener("click", press);
      answer(dialog.returnValue === "insert" ? field.value.trim() : null);
    };
    field.addEventListener("keydown", keys);
    dialog.addEventListener("click", press);
    dialog.addEventListener("close", done, { once: true });
    dialog.showModal();
    field.focus();
  });
}

function sent(editor, file, alt, row) {
  const body = new FormData();
  body.append("file", file, file.name || "picture.png");
  body.append("purpose", file.type.startsWith("image/") ? "image" : "attachment");
  body.append("alt", alt);
  const bar = row.querySelector("progress");
  return new Promise((answer) => {
    const request = new XMLHttpRequest();
    request.open("POST", editor.dataset.upload);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      /* The last tenth is the server's, which makes the picture anew. */
      if (event.lengthComputable) bar.value = (90 * event.loaded) / event.total;
    });
    request.addEventListener("load", () => answer({ status: request.status, answer: request.response }));
    request.addEventListener("error", () => answer({ status: -1 }));
    request.addEventListener("abort", () => answer({ status: 0 }));
    row.addEventListener("stop", () => request.abort());
    tell(editor, say(editor.dataset.saySending, file.name));
    request.send(body);
  });
}

function fail(editor, row, message) {
  row.classList.add("is-error");
  row.querySelector("progress").remove();
  row.querySelector("[data-message]").textContent = message;
  row.querySelector("button").textContent = editor.dataset.sayRemove;
  tell(editor, `${row.querySelector("[data-name]").textContent}: ${message}`);
}

function tell(editor, text) {
  editor.querySelector("[data-files-status]").textContent = text;
}
