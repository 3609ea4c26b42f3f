// 話の一歩を、ページを読みこみ直さずに進める。同じフォームは、JavaScript がなくても動く。
const WAIT = 20000; // ミリ秒。返事が来なければ、つながらないと知らせる
const PARTS = ["exit", "skip", "home", "look", "foot"];
let sending = null;

const clean = (root) => {
  for (const each of root.querySelectorAll("[autofocus]")) each.removeAttribute("autofocus");
  return root;
};

const swap = (old, fresh) => {
  if (old && fresh && !old.isEqualNode(fresh)) old.replaceWith(fresh);
};

// いちばん新しい質問だけにつく印。これをのぞいて同じなら、同じ往復
const MARKS = ["id", "data-focus"];
const marked = (turn) => [...turn.querySelectorAll("[tabindex]")];

const bare = (turn) => {
  const copy = turn.cloneNode(true);
  for (const each of marked(copy)) for (const mark of MARKS) each.removeAttribute(mark);
  return copy;
};

const mark = (old, fresh) => marked(fresh).forEach((each, at) => {
  for (const mark of MARKS) {
    if (each.hasAttribute(mark)) marked(old)[at].setAttribute(mark, each.getAttribute(mark));
    else marked(old)[at].removeAttribute(mark);
  }
});

// 前と同じ部分はそのまま残し、増えた分だけを足す。画面読み上げは、増えた分だけを読む
const grow = (log, fresh) => {
  const items = [...fresh.children];
  let same = 0;
  while (log.children[same] && items[same] && bare(log.children[same]).isEqualNode(bare(items[same]))) {
    mark(log.children[same], items[same]);
    same += 1;
  }
  while (log.children.length > same) log.lastElementChild.remove();
  log.append(...items.slice(same));
};

const show = (page) => {
  const root = document.documentElement;
  const [log, fresh] = [document, page].map((each) => each.getElementById("log"));
  for (const { name } of [...root.attributes]) root.removeAttribute(name);
  for (const { name, value } of page.documentElement.attributes) root.setAttribute(name, value);
  for (const id of PARTS) swap(document.getElementById(id), page.getElementById(id));
  if (log && fresh) {
    swap(document.getElementById("alarm"), page.getElementById("alarm"));
    for (const id of ["rewind", "step"]) document.getElementById(id).replaceWith(page.getElementById(id));
    grow(log, fresh);
  } else {
    document.getElementById("main").replaceWith(page.getElementById("main"));
  }
  arrive();
};

const arrive = () => {
  ready();
  const target = document.querySelector("[data-focus]");
  const newest = document.querySelector("#log .Turn[data-who=you]:nth-last-of-type(2)");
  if (!target) { window.scrollTo(0, 0); document.getElementById("main").focus({ preventScroll: true }); return; }
  target.focus({ preventScroll: true });
  (target.closest("#alarm") || newest || target).scrollIntoView({ block: "start" });
};

const ask = async (form, button, signal) => {
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)), signal, redirect: "error" });
  if (answer.status === 429) throw new Error("too many"); // 書いたことを画面に残し、少し待ってもらう
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.getElementById("main")) throw new Error("not a page of ours");
  return clean(page);
};

const send = async (form, button) => {
  const timer = new AbortController();
  const late = setTimeout(() => timer.abort(), WAIT);
  sending?.abort(); // 二度押されたら、あとのほうだけが生きる
  sending = timer;
  document.querySelector(".Fault")?.remove();
  const busy = document.getElementById("main");
  busy.setAttribute("aria-busy", "true");
  const page = await ask(form, button, timer.signal).catch(() => null);
  clearTimeout(late);
  if (sending !== timer) return;
  busy.removeAttribute("aria-busy");
  if (page) show(page);
  else fault(form);
};

// つながらないときも、話と緊急の番号は画面に残す。ブラウザーの「接続できません」には替えない
const fault = (form) => {
  const told = document.getElementById("fault").content.firstElementChild.cloneNode(true);
  if (form.closest("main")) form.before(told);
  else document.getElementById("main").prepend(told);
  told.scrollIntoView({ block: "center" });
  told.querySelector("[tabindex]").focus({ preventScroll: true });
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  event.preventDefault();
  send(form, event.submitter);
});

// 相談メモ: 印刷とコピー。書いたことは、このページの中だけにある
const words = (part) => (part.matches("textarea") ? part.value : part.innerText).trim();

const copy = async (button) => {
  const text = [...document.querySelectorAll("[data-memo] [data-copy]")].map(words).filter(Boolean).join("\n\n");
  await navigator.clipboard.writeText(text);
  button.textContent = button.dataset.done;
};

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const button = event.target.closest("[data-copies]");
  if (button) copy(button).catch(() => { button.hidden = true; });
});

// 読み方の箱は、外を押すか Esc で閉じる
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector(".Look[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});
document.addEventListener("click", (event) => {
  const open = document.querySelector(".Look[open]");
  if (open && !event.target.closest(".Look")) open.open = false;
});

// 印刷では、折りたたんだ所も開く
const ready = () => {
  for (const each of document.querySelectorAll("[data-print]")) each.hidden = false;
  for (const each of document.querySelectorAll("[data-copies]")) each.hidden = !navigator.clipboard;
};

clean(document);
ready();
