// Shows the sample anew while a template's settings are typed. Without this, the button Förhandsvisa does it.
const form = document.querySelector("[data-live-preview]");
let waiting;
let latest = 0;

async function show() {
  const mine = ++latest;
  const typed = new FormData(form);
  typed.set("do", "preview");
  const answer = await fetch(form.action, { method: "POST", body: typed });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const made = page.getElementById("prov");
  if (made && mine === latest) document.getElementById("prov").replaceWith(made);
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 400);
});
