// A passkey that doesn't answer is told on the page.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = document.querySelector("[data-key-trouble]");
  if (trouble) trouble.hidden = false;
});

// Until its scripts have come a passkey's button does nothing, and says so by being disabled.
addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("button.needs-script")) button.disabled = false;
});
