// Saving a draft while somebody writes, and telling what came of it. Others are told by the event "saved".
const form = document.querySelector("[data-editor]");
const status = form.querySelector("[data-saved]");

const PAUSE = 3000; // milliseconds without typing
const MOST_WHEN_LEAVING = 60000; // what a browser sends on after the page is gone
let changes = 0; // counted up by each change
let saved = 0; // the count that has been saved
let underWay = null;
let waiting;
let isPaused = false; // the draft is not to be written in any more
let isLeaving = false;

// Names what this page holds, in memory only: a page fetched anew, or from the browser's store, is another.
const name = crypto.getRandomValues(new Uint32Array(4));
form.elements.page.value = [...name].map((part) => part.toString(16)).join("");

function changed() {
  changes += 1;
  clearTimeout(waiting);
  waiting = setTimeout(save, PAUSE);
}

function save(event) {
  clearTimeout(waiting);
  if (isPaused || isLeaving || underWay || saved === changes) return;
  underWay = send(changes, event?.type === "pagehide" || document.hidden).finally(() => {
    underWay = null;
  });
}

function written() {
  const body = new FormData(form);
  body.set("do", "autosave");
  return new URLSearchParams(body);
}

async function send(count, goes) {
  const sent = written();
  const keepalive = goes && `${sent}`.length < MOST_WHEN_LEAVING;
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, keepalive });
    if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) throw answer.status;
    const said = await answer.json();
    if (answer.ok) accept(said, count, sent);
    else refuse(said.wrong, answer.status);
  } catch {
    status.textContent = "Det gick inte att spara. Texten står kvar här. Ett nytt försök görs.";
    waiting = setTimeout(save, 4 * PAUSE);
  }
}

function accept(said, count, sent) {
  saved = count;
  form.elements.seen.value = said.seen;
  status.textContent = said.saved;
  showChecks(said.checks);
  for (const place of form.querySelectorAll("[data-mark]")) place.innerHTML = said.marks[place.dataset.mark] || "";
  for (const place of form.querySelectorAll("[data-words]")) place.textContent = said.words[place.dataset.words] || "";
  for (const old of form.querySelectorAll("[data-wrong]")) old.remove();
  form.dispatchEvent(new CustomEvent("saved", { detail: { said, sent } }));
  if (saved !== changes) waiting = setTimeout(save, PAUSE);
  else if (said.sections !== Number(form.elements.sections.value) && !form.querySelector("[data-theirs]")) {
    isLeaving = true; // pasted headings are sections now: the page is laid out anew
    location.reload();
  }
}

/** What was folded out stays so. */
function showChecks(html) {
  const place = form.querySelector("[data-checks]");
  const isOpen = place.querySelector("details[open]") !== null;
  place.innerHTML = html;
  if (isOpen) place.querySelector("details")?.setAttribute("open", "");
}

function refuse(wrong, code) {
  for (const old of form.querySelectorAll("[data-wrong]")) old.remove();
  for (const [id, sentences] of Object.entries(wrong)) {
    const message = document.createElement("p");
    message.className = "ds-validation-message";
    message.dataset.wrong = "";
    message.textContent = sentences.join(" ");
    document.getElementById(id)?.closest(".ds-field, fieldset")?.append(message);
  }
  const first = Object.values(wrong)[0].join(" ");
  isPaused = code === 409;
  status.textContent = `Inte sparat. ${first}`;
}

form.addEventListener("input", changed);
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && "line" in event.target.dataset) event.preventDefault();
});
form.addEventListener("submit", (event) => {
  clearTimeout(waiting);
  if (underWay) {
    event.preventDefault(); // what is under way changes what the form has seen
    underWay.then(() => form.requestSubmit(event.submitter));
  } else isLeaving = true;
});
document.addEventListener("visibilitychange", () => document.hidden && save());
addEventListener("pagehide", save);
addEventListener("pageshow", (event) => {
  if (event.persisted) isLeaving = false;
});
// What is too long to be sent on after the page is gone is saved while the browser asks.
addEventListener("beforeunload", (event) => {
  if (isLeaving || saved === changes || (!isPaused && `${written()}`.length < MOST_WHEN_LEAVING)) return;
  save();
  event.preventDefault();
});
status.textContent = "Texten sparas medan du skriver.";

// Answering a comment leaves the page by another form: what is written is saved first, or the next page lacks it.
document.addEventListener("submit", async (event) => {
  if (event.target === form || isLeaving || isPaused || saved === changes) return;
  event.preventDefault();
  await underWay;
  save();
  await underWay;
  if (saved !== changes) return; // the line of the saving says why
  isLeaving = true;
  event.target.requestSubmit(event.submitter);
});
