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

function apply(area, what) {
  if (what === "code") codeBlock(area);
  else if (WRAP[what]) wrap(area, WRAP[what]);
  else if (LINE[what]) lines(area, LINE[what]);
  else if (what === "link") link(area);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-md]");
  const area = button && document.getElementById(button.closest("[role=toolbar]").getAttribute("aria-controls"));
  if (area) apply(area, button.dataset.md);
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || !event.target.matches?.(".editor textarea")) return;
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
