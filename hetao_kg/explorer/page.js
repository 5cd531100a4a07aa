// Runs after every drawing of a page. Constant text: nothing of a document ever gets in here.
(() => {
  document.documentElement.lang = "__LANG__";
  const main = () => document.querySelector('[data-testid="stMain"]');
  const show = () => {
    const fold = document.querySelector("details.hk-fold:not([data-seen])");
    if (fold) { fold.dataset.seen = ""; fold.open = !matchMedia("(max-width: 760px)").matches; }
    const beside = document.querySelector(".hk-beside"), on = document.querySelector(".hk-on");
    if (beside && on) beside.scrollTop = on.offsetTop - beside.offsetTop - 40;
    const tab = document.querySelector(".hk-pages [aria-current]"), tabs = tab && tab.parentElement;
    if (tabs) tabs.scrollLeft = tab.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2 - tabs.offsetLeft;
    const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (place) place.scrollIntoView({ block: "center" });
    else if (window.hetaoTop && main()) main().scrollTo(0, 0);
    window.hetaoTop = false;
  };
  requestAnimationFrame(() => setTimeout(show, 30));
  if (window.hetaoReady) return;
  window.hetaoReady = true;
  document.addEventListener("click", (event) => {
    const target = event.target.closest ? event.target : event.target.parentElement;
    const copy = target.closest("[data-copy]");
    if (copy) {
      const table = copy.closest(".hk-tableview"), cells = (row) => [...row.cells].map((cell) => cell.innerText.replace(/\s+/g, " ").trim()).join("\t");
      const text = table ? [...table.querySelectorAll("tr")].map(cells).join("\n") : copy.parentElement.querySelector("pre").textContent;
      const done = () => { copy.textContent = copy.dataset.copied; setTimeout(() => { copy.textContent = copy.dataset.copy; }, 1500); };
      if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, () => {});
      return;
    }
    const inside = target.closest('a[href^="#s-"]'), card = inside && document.getElementById(inside.getAttribute("href").slice(1));
    if (card && card.closest("details")) card.closest("details").open = true;
    const link = target.closest('a[href^="?"]');
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    // Go there without loading the program again; the browser's own way remains for new tabs and without this script.
    event.preventDefault();
    window.hetaoTop = !("stay" in link.dataset);
    history.pushState(null, "", link.getAttribute("href"));
    window.dispatchEvent(new PopStateEvent("popstate"));
  });
})();
