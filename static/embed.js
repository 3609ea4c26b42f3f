// 市のページに置く一行: <script src="https://…/embed.js" data-city="271403" async></script>
// クッキーも保存場所も使わず、名前も作らない。見た目は style 属性でなく CSSOM で決めるので、style-src のきびしいページでも動く。
(() => {
  const me = document.currentScript;
  const home = new URL(me.src).origin;
  const { city = "", lang = "ja", mode = "button", topic = "", label = "相談窓口をさがす" } = me.dataset;
  const said = lang.startsWith("ja") ? { title: "相談窓口のご案内", close: "たたむ" } : { title: "Guide to help desks", close: "Close" };

  const make = (name, style, more = {}) => {
    const each = Object.assign(document.createElement(name), more);
    for (const [key, value] of Object.entries(style)) each.style.setProperty(key, value, "important");
    return each;
  };

  // 中のページの高さに合わせる。ただし画面より高くはしない。「閉じる」が、いつも見える所にあるように
  const fit = (height) => frame.style.setProperty("height", `${Math.max(200, Math.min(height, innerHeight * 0.9))}px`, "important");

  const frame = make("iframe", { border: "0", width: "100%", height: mode === "inline" ? "44rem" : "100%", display: "block", background: "#fff" }, {
    title: said.title,
    referrerPolicy: "no-referrer",
    src: `${home}/embed?${new URLSearchParams({ city, topic, look: `${lang}.f` })}`,
  });
  frame.addEventListener("load", () => frame.contentWindow.postMessage({ type: "madoguchi:hello" }, home));

  window.addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== home || typeof data !== "object" || !data) return;
    if (data.type === "madoguchi:height" && mode === "inline" && Number.isFinite(data.height)) fit(data.height);
    if (data.type === "madoguchi:exit" && String(data.url).startsWith("https://")) location.replace(data.url);
    if (data.type === "madoguchi:close" && mode !== "inline") fold();
  });

  if (mode === "inline") { me.after(frame); return; }

  const skin = { font: "700 16px/1.4 sans-serif", color: "#fff", background: "#0d5c63", border: "2px solid #fff", "border-radius": "2rem", padding: "0.75rem 1.25rem", "min-height": "48px", cursor: "pointer", "box-shadow": "0 4px 16px rgb(0 0 0 / 30%)" };
  const button = make("button", { ...skin, position: "fixed", right: "16px", bottom: "16px", "z-index": "2147483000" }, { type: "button", textContent: label });
  const panel = make("div", { position: "fixed", right: "0", bottom: "0", width: "min(100%, 28rem)", height: "min(100%, 46rem)", "z-index": "2147483001", background: "#fff", display: "none", "flex-direction": "column", "box-shadow": "0 0 24px rgb(0 0 0 / 35%)" }, { id: "madoguchi-panel" });
  const close = make("button", { font: "700 16px/1.4 sans-serif", color: "#1a1a1a", background: "#fff", border: "0", "border-bottom": "1px solid #767676", padding: "0.5rem 1rem", "min-height": "44px", "text-align": "left", cursor: "pointer", flex: "none" }, { type: "button", textContent: `× ${said.close}` });
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", said.title);
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", panel.id);

  const show = (open) => {
    panel.style.setProperty("display", open ? "flex" : "none", "important");
    button.style.setProperty("display", open ? "none" : "block", "important");
    button.setAttribute("aria-expanded", String(open));
  };
  const fold = () => { show(false); button.focus(); };
  button.addEventListener("click", () => {
    if (!frame.isConnected) panel.append(frame); // 開くまでは、何も取りに行かない
    show(true);
    close.focus();
  });
  close.addEventListener("click", fold);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") fold(); });
  panel.append(close);
  const put = () => document.body.append(button, panel);
  if (document.body) put(); else document.addEventListener("DOMContentLoaded", put);
})();
