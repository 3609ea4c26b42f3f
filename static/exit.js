// 「閉じる」: いまのページを履歴に残さずに離れる。Shift を三回、続けて押しても同じ。
(() => {
  const exit = document.getElementById("exit");
  const WITHIN = 5000; // ミリ秒。この間に次が押されなければ、数え直す
  let presses = 0;
  let timer = 0;
  const leave = () => {
    document.body.hidden = true;
    location.replace(exit.href);
  };
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keyup", (event) => {
    clearTimeout(timer);
    presses = event.key === "Shift" ? presses + 1 : 0;
    timer = setTimeout(() => { presses = 0; }, WITHIN);
    if (presses === 3) leave();
  });
  window.addEventListener("pageshow", () => { document.body.hidden = false; presses = 0; });
})();
