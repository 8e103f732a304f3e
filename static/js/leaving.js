// Words that are written but not sent: a page with a form[data-guard] asks before it is left.
const form = document.querySelector("form[data-guard]");
let isWritten = false;

form.addEventListener("input", () => {
  isWritten = true;
});
form.addEventListener("submit", () => {
  isWritten = false;
});
addEventListener("beforeunload", (event) => {
  if (isWritten) event.preventDefault();
});
