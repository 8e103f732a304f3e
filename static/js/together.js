// When others write in the same draft: what they changed comes into the page, and where both wrote the same
// their text is laid beside the field until the writer has chosen. Listens to the editor's saves.
const form = document.querySelector("[data-editor]");
const place = form.querySelector("[data-said]");

form.addEventListener("saved", ({ detail: { said, sent } }) => {
  const taken = Object.entries(said.fresh).filter(([name, value]) => takeIn(name, value, said.rich[name], sent));
  const notes = new Map([...form.querySelectorAll("[data-theirs]")].map((note) => [note.dataset.theirs, note]));
  for (const [name, html] of Object.entries(said.theirs)) {
    layBeside(name, html, notes.get(name));
    notes.delete(name);
  }
  for (const note of notes.values()) settle(note);
  tell(said);
  if (taken.length) form.dispatchEvent(new Event("input")); // the next save tells that the page has it
});

/** Take in a value, unless the writer has gone on in the same field meanwhile. */
function takeIn(name, value, html, sent) {
  const field = form.elements[name];
  if (!field || field.value !== sent.get(name)) return false;
  field.value = value;
  const holder = field.closest("[data-rich]");
  if (holder) {
    form.elements[name.replace(/-text$/, "-form")]?.remove();
    holder.dataset.rich = html;
    holder.dispatchEvent(new Event("fresh"));
  }
  return true;
}

function layBeside(name, html, old) {
  const note = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  const words = (of) => of.querySelector(".av-doc").innerHTML;
  if (old && words(old) === words(note)) return; // a choice half made stays
  if (old) old.replaceWith(note);
  else at(name)?.after(note);
}

function at(name) {
  if (name === "signers") return document.getElementById("h-und").parentElement;
  return document.getElementById(`id_${name}`)?.closest(".ds-field, fieldset");
}

/** A choice has been saved: the note goes, and the keyboard is led back to the field. */
function settle(note) {
  const field = at(note.dataset.theirs)?.querySelector("[contenteditable], .ds-input:not([hidden])");
  if (note.contains(document.activeElement)) field?.focus();
  note.remove();
}

let told = []; // stands until there is something newer

function tell(said) {
  if (said.said.length) told = said.said;
  const sentences = [...told];
  const count = form.querySelectorAll("[data-theirs]").length;
  if (count) sentences.push(`Du har ${count === 1 ? "ett ställe" : `${count} ställen`} att välja text på.`);
  if (!sentences.length && !said.rearranged) return;
  place.textContent = sentences.join(" ");
  if (said.rearranged) {
    const link = document.createElement("a");
    link.className = "ds-link";
    link.href = location.pathname;
    link.textContent = "Läs in sidan igen för att se allt.";
    place.append(" ", link);
  }
}
