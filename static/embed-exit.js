// iframe だけで置いた市のページに足す、小さな一行。中で「閉じる」が押されたら、市のページごと離れる。
(() => {
  const home = new URL(document.currentScript.src).origin;
  const hello = () => { for (const each of document.querySelectorAll("iframe")) if (each.src.startsWith(`${home}/`)) each.contentWindow.postMessage({ type: "madoguchi:hello" }, home); };
  addEventListener("message", ({ origin, data }) => { if (origin === home && data && data.type === "madoguchi:exit" && String(data.url).startsWith("https://")) location.replace(data.url); });
  addEventListener("load", hello, true);
  hello();
})();
