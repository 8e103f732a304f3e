// Comments that are written but not sent go with the decision, so that none is lost. Without scripts each is
// saved by its own button.
const decision = document.getElementById("ditt-beslut");
const begun = () => [...document.querySelectorAll(".av-comment__new form")].filter((form) => form.elements.text.value.trim());
let isLeaving = false;

decision?.addEventListener("submit", async (event) => {
  if (isLeaving || !begun().length) {
    isLeaving = true;
    return;
  }
  event.preventDefault();
  for (const form of begun()) {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) {
      isLeaving = true;
      form.requestSubmit(); // its own page says what is wrong, with the words in the field
      return;
    }
    form.reset();
  }
  isLeaving = true;
  decision.requestSubmit(event.submitter);
});
document.addEventListener("submit", (event) => {
  if (event.target !== decision) isLeaving = true;
});
addEventListener("beforeunload", (event) => {
  if (!isLeaving && begun().length) event.preventDefault();
});
