// Hover, focus or tap a mark to see its claim; the arrow keys walk from mark to mark.
(() => {
  const panel = document.getElementById("panel");
  const hint = panel.innerHTML;
  // The marks of one article are one stop of the tab key.
  const stopsAround = (mark) => [...mark.closest("[data-stops]").querySelectorAll(".m[tabindex]")];
  let pinned = null;

  const claims = (element) => (element.dataset.claims || "").split(" ").filter(Boolean);
  const clear = () => document.querySelectorAll(".lit, .near").forEach((e) => e.classList.remove("lit", "near"));

  function show(element) {
    const wanted = claims(element);
    clear();
    if (!wanted.length) return;
    for (const other of document.querySelectorAll("[data-claims], [data-near]")) {
      if (claims(other).some((claim) => wanted.includes(claim))) other.classList.add("lit");
      else if ((other.dataset.near || "").split(" ").some((claim) => wanted.includes(claim))) other.classList.add("near");
    }
    const cards = wanted.map((claim) => document.getElementById("card-" + claim)).filter(Boolean);
    panel.replaceChildren(...cards.map((card) => card.content.cloneNode(true)));
  }
  function leave() {
    if (pinned) return show(pinned);
    clear();
    panel.innerHTML = hint;
  }
  for (const element of document.querySelectorAll("[data-claims]")) {
    element.addEventListener("mouseenter", () => show(element));
    element.addEventListener("mouseleave", leave);
    element.addEventListener("focusin", () => show(element));
    element.addEventListener("focusout", leave);
    element.addEventListener("click", (event) => {
      if (event.target.closest("a")) return;
      pinned = pinned === element ? null : element;
      leave();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { pinned = null; leave(); return; }
    const active = document.activeElement;
    if (!active.matches(".m[tabindex]")) return;
    const stops = stopsAround(active), at = stops.indexOf(active);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || !stops[at + step]) return;
    event.preventDefault();
    active.tabIndex = -1;
    stops[at + step].tabIndex = 0;
    stops[at + step].focus();
  });
  for (const box of document.querySelectorAll(".legend input")) {
    box.addEventListener("change", () => document.body.classList.toggle("no-" + box.value, !box.checked));
  }
})();
