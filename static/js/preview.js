// The first page of the document beside the text: asked for after each save, shown when the worker has made it.
const side = document.querySelector("[data-preview]");
const form = document.querySelector("[data-editor]");
const picture = side.querySelector("img");
const note = side.querySelector("[data-preview-note]");
const heading = side.querySelector("h2");

const BETWEEN = 150; // milliseconds between two questions
const PATIENCE = 20000;
let shown = "";
let turn = 0; // a later save makes earlier questions pointless

side.hidden = false;

async function ask(method) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(side.dataset.preview, { method, body: method === "POST" ? body : undefined });
  return answer.json();
}

async function refresh() {
  if (document.hidden || !side.checkVisibility()) return;
  const mine = ++turn;
  const until = Date.now() + PATIENCE;
  let orders = 1;
  try {
    let said = await ask("POST");
    while (mine === turn && !said.key && !said.wrong && Date.now() < until) {
      await new Promise((after) => setTimeout(after, BETWEEN));
      // an order under way was for an earlier text: when it is done, this one is ordered, once
      const again = !said.isAsked && orders++ < 2;
      said = await ask(again ? "POST" : "GET");
    }
    if (mine === turn) show(said);
  } catch {
    if (mine === turn) note.textContent = "Förhandsvisningen går inte att hämta just nu.";
  }
}

function show(said) {
  if (!said.key) {
    note.textContent = said.wrong || "Förhandsvisningen dröjer. Den visas efter nästa ändring.";
    return;
  }
  heading.textContent = `PDF, sida 1 av ${said.pages}`;
  note.textContent = "";
  if (said.key === shown) return;
  shown = said.key;
  picture.src = `${side.dataset.image}?${said.key}`;
  picture.parentElement.hidden = false;
}

form.addEventListener("saved", refresh);
document.addEventListener("visibilitychange", refresh);
refresh();
