// ほかのページの中に置かれたとき: 高さと「閉じる」を、許されたページにだけ伝える。
const hosts = (document.documentElement.dataset.hosts ?? "").split(" ").filter(Boolean);
let host = "";

const tell = (type, more = {}) => { if (host) parent.postMessage({ type: `madoguchi:${type}`, ...more }, host); };
const height = () => tell("height", { height: Math.ceil(document.body.getBoundingClientRect().height) });

addEventListener("message", ({ source, origin, data }) => {
  if (source !== parent || !hosts.includes(origin) || !data || data.type !== "madoguchi:hello") return;
  host = origin;
  height();
});
if (parent !== window) {
  new ResizeObserver(height).observe(document.body);
  addEventListener("madoguchi-exit", (event) => { if (host) { event.preventDefault(); tell("exit", { url: event.detail }); } });
  addEventListener("keydown", (event) => { if (event.key === "Escape" && !document.querySelector(".Look[open]")) tell("close"); });
}
