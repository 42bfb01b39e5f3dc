/* The editor's toolbar: each button with data-md wraps the selection or begins the lines in Markdown. The textarea is the truth. */

const WRAP = { bold: ["**", "**"], italic: ["_", "_"], code: ["`", "`"] };
const LINE = { list: "- ", "list-ordered": "1. ", "text-quote": "> " };

function replace(area, from, to, text, select) {
  area.focus();
  area.setSelectionRange(from, to);
  /* execCommand keeps the browser's undo; setRangeText does not, but always works */
  if (!document.execCommand?.("insertText", false, text)) area.setRangeText(text, from, to, "end");
  area.setSelectionRange(from + select[0], from + select[1]);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function wrap(area, [before, after]) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const inner = value.slice(from, to);
  replace(area, from, to, before + inner + after, [before.length, before.length + inner.length]);
}

function codeBlock(area) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const inner = value.slice(from, to);
  if (!inner.includes("\n")) return wrap(area, WRAP.code);
  replace(area, from, to, "```\n" + inner + "\n```", [4, 4 + inner.length]);
}

function lines(area, mark) {
  const { value } = area;
  const from = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const to = area.selectionEnd;
  const text = value.slice(from, to).split("\n");
  const marked = text.map((line, n) => (mark === "1. " ? `${n + 1}. ${line}` : mark + line)).join("\n");
  replace(area, from, to, marked, [marked.length, marked.length]);
}

function link(area) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const inner = value.slice(from, to);
  const text = `[${inner}](https://)`;
  replace(area, from, to, text, inner ? [text.length - 1, text.length - 1] : [1, 1]);
}

function mention(area) {
  const { selectionStart: at, value } = area;
  const text = at && !/\s$/.test(value.slice(0, at)) ? " @" : "@";
  replace(area, at, at, text, [text.length, text.length]);
}

function apply(area, what) {
  if (what === "code") codeBlock(area);
  else if (WRAP[what]) wrap(area, WRAP[what]);
  else if (LINE[what]) lines(area, LINE[what]);
  else if (what === "link") link(area);
  else if (what === "mention") mention(area);
  else if (what === "file") area.closest(".editor").querySelector("[data-file-input]").click();
}

/* Files: dropped, pasted or picked. What sends them is loaded with the first. */
function insert(area, text) {
  const { selectionEnd: at, value } = area;
  const before = at && value[at - 1] !== "\n" ? "\n\n" : "";
  const line = `${before}${text}\n`;
  replace(area, at, at, line, [line.length, line.length]);
}

async function sendFiles(editor, files) {
  let module;
  try {
    module = await import(editor.dataset.filesModule);
  } catch {
    const names = files.map((file) => file.name).join(", ");
    editor.querySelector("[data-files-status]").textContent = `${names}: ${editor.dataset.sayFailed}`;
    return;
  }
  module.send(editor, files, insert);
}

function sendPicked(input) {
  sendFiles(input.closest(".editor"), [...input.files]);
  input.value = "";
}

const editorOf = (event) => event.target.closest?.(".editor[data-upload]");
const holdsFiles = (data) => Boolean(data?.types.includes("Files"));

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-file-input]")) sendPicked(event.target);
});
/* What was picked before this script arrived, on a slow line. */
for (const input of document.querySelectorAll("[data-file-input]")) if (input.files.length) sendPicked(input);

document.addEventListener("paste", (event) => {
  const editor = editorOf(event);
  /* Office programs paste a picture of the text beside the text. */
  if (!editor || !event.clipboardData.files.length || event.clipboardData.types.includes("text/plain")) return;
  event.preventDefault();
  sendFiles(editor, [...event.clipboardData.files]);
});

for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    const editor = editorOf(event);
    if (!editor || !holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    editor.classList.add("is-dropping");
  });
}
document.addEventListener("dragleave", (event) => {
  const editor = editorOf(event);
  if (editor && !editor.contains(event.relatedTarget)) editor.classList.remove("is-dropping");
});
document.addEventListener("drop", (event) => {
  const editor = editorOf(event);
  if (!editor || !holdsFiles(event.dataTransfer)) return;
  event.preventDefault();
  editor.classList.remove("is-dropping");
  sendFiles(editor, [...event.dataTransfer.files]);
});

/* Completion: people in a text, topics in a field of topics. */
const completing = new WeakSet();
document.addEventListener("input", async (event) => {
  const field = event.target;
  const source = field.closest?.("[data-complete]");
  if (!source || completing.has(field) || (field.tagName === "TEXTAREA" && !field.value.slice(0, field.selectionStart).includes("@"))) return;
  const module = document.querySelector("[data-complete-module]");
  if (!module) return;
  completing.add(field);
  const { complete } = await import(module.dataset.completeModule);
  complete(field, source.dataset.complete, { label: source.dataset.completeLabel ?? "", found: module.dataset.completeFound });
});

/* Known answers: a link to one is put into the reply on the same page. */
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-insert-link]");
  const area = button && document.querySelector(".editor textarea");
  if (area) insert(area, `[${button.dataset.insertTitle.replace(/[[\]]/g, "")}](${new URL(button.dataset.insertLink, location.origin)})`);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-md]");
  const area = button && document.getElementById(button.closest("[role=toolbar]").getAttribute("aria-controls"));
  if (area) apply(area, button.dataset.md);
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || !event.target.matches?.(".editor textarea, .comment-form textarea")) return;
  const what = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
  if (what) {
    event.preventDefault();
    apply(event.target, what);
  }
  if (event.key === "Enter") event.target.form.requestSubmit();
});

/* A toolbar is one tab stop; arrows move inside it. */
for (const bar of document.querySelectorAll(".editor-bar")) {
  const buttons = [...bar.querySelectorAll("button")];
  buttons.forEach((button, n) => (button.tabIndex = n ? -1 : 0));
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const here = buttons.indexOf(document.activeElement);
    if (!step || here < 0) return;
    event.preventDefault();
    const next = buttons[(here + step + buttons.length) % buttons.length];
    buttons[here].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}

/* What only this script serves is disabled until it has come: on a slow line a press is refused, not lost. */
function ready(part) {
  for (const button of part.querySelectorAll("[data-md], [data-insert-link]")) button.disabled = false;
}
ready(document);
document.addEventListener("htmx:load", (event) => ready(event.target));
