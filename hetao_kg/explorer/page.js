// Runs on every drawing of a page. Constant text: nothing of a document ever gets in here.
(() => {
  document.documentElement.lang = "__LANG__";
  const show = () => {
    const place = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (place) place.scrollIntoView({ block: "center" });
  };
  requestAnimationFrame(() => setTimeout(show, 50));
  if (window.hetaoReady) return;
  window.hetaoReady = true;
  document.addEventListener("click", (event) => {
    const copy = event.target.closest && event.target.closest("[data-copy]");
    if (copy) {
      const text = copy.parentElement.querySelector("pre").textContent;
      const done = () => { copy.textContent = copy.dataset.copied; setTimeout(() => { copy.textContent = copy.dataset.copy; }, 1500); };
      if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, () => {});
      return;
    }
    const link = event.target.closest && event.target.closest('a[href^="?"]');
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    // Go there without loading the program again; the browser's own way remains for new tabs and without this script.
    event.preventDefault();
    history.pushState(null, "", link.getAttribute("href"));
    window.dispatchEvent(new PopStateEvent("popstate"));
    if (!location.hash) { const main = document.querySelector('[data-testid="stMain"]'); if (main) main.scrollTo(0, 0); }
  });
})();
