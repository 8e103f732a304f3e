// "Visa i texten" marks the very words a check is about. Without this the link leads to their section.
const SPACE = /[\s\u200b]+/;

/** The words in the text of a rich field as a Range, wherever bold, links and lines part them; or null. */
function rangeOf(place, words) {
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const pieces = [];
  let text = "";
  while (walker.nextNode()) {
    pieces.push([text.length, walker.currentNode]);
    text += walker.currentNode.data;
  }
  const sought = words.split(SPACE).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const found = new RegExp(sought.join("\\s*")).exec(text);
  if (!found) return null;
  const at = (index) => {
    const [start, node] = pieces.findLast(([begins]) => begins <= index);
    return [node, index - start];
  };
  const range = document.createRange();
  range.setStart(...at(found.index));
  const [last, offset] = at(found.index + found[0].length - 1);
  range.setEnd(last, offset + 1);
  return range;
}

function mark(place, words) {
  place.focus();
  if ("value" in place) {
    const index = place.value.indexOf(words);
    if (index >= 0) place.setSelectionRange(index, index + words.length);
    return;
  }
  const range = rangeOf(place, words);
  if (!range) return;
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-sought]");
  const id = link?.hash.slice(1);
  if (!document.getElementById(id)) return;
  event.preventDefault();
  document.getElementById(id).focus(); // an editor far down the page starts now, and takes over the id
  const marked = () => mark(document.getElementById(id), link.dataset.sought);
  requestAnimationFrame(() => requestAnimationFrame(marked)); // it has the focus from the next frame on
});
