// Runs after every drawing of a page. Constant text: nothing of a document ever gets in here.
(() => {
  document.documentElement.lang = "__LANG__";
  // On a telephone what stands beside is folded until it is asked for; a page drawn again keeps what was unfolded.
  const narrow = () => matchMedia("(max-width: 760px)").matches, unfolded = (window.hetaoUnfolded ??= new Set());
  const placeOf = (fold) => new URLSearchParams(location.search).get("page") + fold.className;
  const main = () => document.querySelector('[data-testid="stMain"]');
  const show = () => {
    for (const fold of document.querySelectorAll("details.hk-fold:not([data-seen])")) {
      fold.dataset.seen = "";
      fold.open = !narrow() || unfolded.has(placeOf(fold));
    }
    const beside = document.querySelector(".hk-beside"), on = document.querySelector(".hk-on");
    if (beside && on) beside.scrollTop = on.offsetTop - beside.offsetTop - 40;
    // Streamlit words its button in English alone; the style sheet words it anew, which not every reader of screens reads out.
    for (const button of document.querySelectorAll('[data-testid="stFileUploaderDropzone"] button')) {
      const words = getComputedStyle(button, "::after").content;
      if (words.startsWith('"')) button.setAttribute("aria-label", words.slice(1, -1)); else button.removeAttribute("aria-label");
    }
    const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (place) place.scrollIntoView({ block: "center" });
    else if (window.hetaoTop && main()) main().scrollTo(0, 0);
    window.hetaoTop = false;
  };
  requestAnimationFrame(() => setTimeout(show, 30));
  if (window.hetaoReady) return;
  window.hetaoReady = true;
  // Streamlit writes what is typed over the present address; as an address of its own it can be left and come back to.
  const replace = history.replaceState.bind(history);
  const sorted = (url) => { const given = new URL(url, location.href).searchParams; given.sort(); return String(given); };
  history.replaceState = (state, title, url) =>
    url && sorted(url) !== sorted(location.href) ? history.pushState(state, title, url) : replace(state, title, url);
  document.addEventListener("toggle", ({ target }) => {
    if (narrow() && target.matches("details.hk-fold[data-seen]")) unfolded[target.open ? "add" : "delete"](placeOf(target));
  }, true);
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
