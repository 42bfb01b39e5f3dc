// A passkey that doesn't answer is told on the page.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = document.querySelector("[data-key-trouble]");
  if (trouble) trouble.hidden = false;
});
