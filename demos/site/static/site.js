"use strict";
// Names for the parts of the page that the theme leaves unnamed, for readers that speak.
document.addEventListener("DOMContentLoaded", () => {
  const names = { ".sidebar-drawer": "Site", ".toc-drawer": "On this page" };
  for (const [part, name] of Object.entries(names)) {
    document.querySelector(part)?.setAttribute("aria-label", name);
  }
});
