// 「閉じる」: いまのページを履歴に残さずに離れる。Shift を三回、続けて押しても同じ。
const WITHIN = 5000; // ミリ秒。この間に次が押されなければ、数え直す
let presses = 0;
let alone = false; // Shift だけが押されたか（ほかの字と組み合わせたものは数えない）
let timer = 0;
let left = false;

const ASKED = 700; // ミリ秒。外のページが離れるのを待つ時間

const outwards = (away) => {
  try { top.location.replace(away); } catch { location.replace(away); }
};

const leave = () => {
  left = true;
  document.documentElement.hidden = true;
  const away = document.getElementById("exit").href;
  if (parent === window) { location.replace(away); return; }
  // ほかのページの中: 外のページが聞いていれば頼み（frame.js）、いなければ、または離れないときは、自分で外ごと離れる
  const asked = !dispatchEvent(new CustomEvent("madoguchi-exit", { detail: away, cancelable: true }));
  if (asked) setTimeout(outwards, ASKED, away); else outwards(away);
};

document.addEventListener("click", (event) => {
  if (!event.target.closest("#exit")) return;
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Shift") alone = !event.repeat || alone;
  else { alone = false; presses = 0; }
});

document.addEventListener("keyup", (event) => {
  if (event.key !== "Shift") return;
  clearTimeout(timer);
  presses = alone ? presses + 1 : 0;
  timer = setTimeout(() => { presses = 0; }, WITHIN);
  if (presses === 3) leave();
});

// 「戻る」で帰ってきたとき: 離れたあとのページは見せず、はじめのページを開き直す
window.addEventListener("pageshow", (event) => {
  presses = 0;
  if (event.persisted && left) location.replace("/");
  else document.documentElement.hidden = false;
});
