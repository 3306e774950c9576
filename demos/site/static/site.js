"use strict";
// Names for the parts of the page that the theme leaves unnamed, for readers that speak.
document.addEventListener("DOMContentLoaded", () => {
  const names = { ".sidebar-drawer": "Site", ".toc-drawer": "On this page" };
  for (const [part, name] of Object.entries(names)) {
    document.querySelector(part)?.setAttribute("aria-label", name);
  }
  offerAllAnswers([...document.querySelectorAll("details.answer")]);
});

// Whoever reads a lesson again, or prints it, opens all answers at once.
function offerAllAnswers(answers) {
  if (!answers.length) return;
  const open = isOpen => answers.forEach(answer => { answer.open = isOpen; });
  const button = document.createElement("button");
  button.className = "answers";
  button.textContent = "Open all answers";
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const isOpen = button.getAttribute("aria-pressed") === "false";
    open(isOpen);
    button.setAttribute("aria-pressed", isOpen);
  });
  document.querySelector("p.files")?.after(button);
  addEventListener("beforeprint", () => open(true));
}
