// Shows the picture made in Python; adds moving, magnifying and saving as PNG. Links are handled by the page.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".hk-graph");
  if (!root || root.dataset.key === data.key) return;
  root.dataset.key = data.key;
  root.innerHTML = data.svg;
  const svg = root.querySelector("svg");
  svg.removeAttribute("height");
  svg.setAttribute("width", "100%");
  root.classList.toggle("hk-still", data.still);
  if (data.still) return;
  const home = svg.getAttribute("viewBox").split(" ").map(Number);
  let box = [...home], from = null, moved = false;
  const set = () => svg.setAttribute("viewBox", box.join(" "));
  const scale = (factor, x = box[0] + box[2] / 2, y = box[1] + box[3] / 2) => {
    const width = Math.min(Math.max(box[2] * factor, home[2] / 8), home[2] * 2);
    const by = width / box[2];
    box = [x - (x - box[0]) * by, y - (y - box[1]) * by, width, box[3] * by];
    set();
  };
  const bar = document.createElement("div");
  bar.className = "hk-graphbar";
  const button = (label, text, action) => {
    const b = document.createElement("button");
    b.type = "button"; b.textContent = text; b.title = label; b.setAttribute("aria-label", label);
    b.addEventListener("click", action);
    bar.append(b);
  };
  button(data.words.closer, "+", () => scale(0.8));
  button(data.words.farther, "−", () => scale(1.25));
  button(data.words.all, "⤢", () => { box = [...home]; set(); });
  button(data.words.png, "PNG", () => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = home[2] * 2; canvas.height = home[3] * 2;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const link = document.createElement("a");
      link.download = "graph.png"; link.href = canvas.toDataURL("image/png"); link.click();
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(data.svg);
  });
  root.prepend(bar);
  // Where the picture is wider than the screen, what stands in its middle is seen first.
  const ring = svg.querySelector('circle[fill="none"]');
  root.scrollLeft = (ring ? ring.getBoundingClientRect().left - root.getBoundingClientRect().left : root.scrollWidth / 2) - root.clientWidth / 2;
  svg.addEventListener("pointerdown", (event) => { from = [event.clientX, event.clientY, box[0], box[1]]; moved = false; });
  svg.addEventListener("pointermove", (event) => {
    if (!from || !event.buttons) return;
    const unit = box[2] / svg.clientWidth;
    if (Math.abs(event.clientX - from[0]) + Math.abs(event.clientY - from[1]) > 4) moved = true;
    if (moved) { box[0] = from[2] - (event.clientX - from[0]) * unit; box[1] = from[3] - (event.clientY - from[1]) * unit; set(); }
  });
  svg.addEventListener("click", (event) => { if (moved) { event.preventDefault(); event.stopPropagation(); } });
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const place = svg.getBoundingClientRect();
    scale(event.deltaY > 0 ? 1.1 : 0.9, box[0] + ((event.clientX - place.left) / place.width) * box[2], box[1] + ((event.clientY - place.top) / place.height) * box[3]);
  }, { passive: false });
}
