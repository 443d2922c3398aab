/* The API reference in a browser: remembers the language of samples, copies, unfolds, opens what a link leads to.
   Everything is readable without it. It runs before the page's content, so nothing moves once it is shown. */
(() => {
  "use strict";
  const KEY = "gptproto-language";
  const root = document.documentElement;
  const words = document.currentScript.dataset;
  root.classList.add("gp-script");

  // -- The language of samples. Storage may be blocked: then the choice holds for the page.
  const recall = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  const remember = (value) => {
    try { localStorage.setItem(KEY, value); } catch { /* blocked */ }
  };
  const inputOf = (panel) => panel.previousElementSibling?.previousElementSibling;
  const choose = (value) => {
    for (const input of document.querySelectorAll(".gp-tabs > input[data-value]")) {
      if (input.dataset.value === value) input.checked = true;
    }
  };
  const remembered = "language" in words ? recall() : null;
  let early = null;
  if (remembered && /^[\w-]+$/.test(remembered) && document.adoptedStyleSheets) {
    // Until the tabs are all there, style shows the one that will be checked.
    early = new CSSStyleSheet();
    const tabs = `.gp-tabs[data-values~="${remembered}"]>input`;
    const shown = `${tabs}[data-value="${remembered}"]+label`;
    early.replaceSync(
      `${tabs}:checked+label{--gp-on:#0000}${tabs}:checked+label+.gp-panel{--gp-shown:hidden}` +
      `${tabs}${shown.slice(tabs.length)}{--gp-on:var(--gp-accent)}${shown}+.gp-panel{--gp-shown:visible}`,
    );
    document.adoptedStyleSheets.push(early);
  }
  document.addEventListener("change", ({ target }) => {
    const value = target.matches?.(".gp-tabs > input") && target.dataset.value;
    if (!value || !("language" in words)) return;
    const before = target.getBoundingClientRect().top;
    remember(value);
    choose(value);
    scrollBy({ top: target.getBoundingClientRect().top - before, behavior: "instant" });
  });
  addEventListener("storage", ({ key, newValue }) => {
    if (key === KEY && newValue && "language" in words) choose(newValue); // another window
  });

  // -- Links: what they lead to is opened, whatever it is folded into
  const reveal = (element) => {
    let opened = false;
    for (let node = element; node; node = node.parentElement) {
      if (node.tagName === "DETAILS" && !node.open) opened = node.open = true;
      else if (node.classList.contains("gp-panel") && !inputOf(node).checked) opened = inputOf(node).checked = true;
    }
    return opened;
  };
  const follow = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { /* as it is */ }
    const target = id && document.getElementById(id);
    if (target && reveal(target)) target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href*='#']");
    if (link && link.hash && link.href === location.href) setTimeout(follow); // no change of the address
  });
  document.addEventListener("beforematch", ({ target }) => { // find-in-page is about to show what is in a tab
    if (!target.classList.contains("gp-panel")) return;
    inputOf(target).checked = true;
    setTimeout(() => target.setAttribute("hidden", "until-found"));
  }, true);

  // -- Unfold all
  const update = (button) => {
    const all = [...button.closest(".gp-fields").querySelectorAll("details")].every((one) => one.open);
    if (all === (button.dataset.open === "")) return;
    button.toggleAttribute("data-open", all);
    [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
  };
  const waiting = new Set();
  document.addEventListener("toggle", ({ target }) => {
    const button = target.closest?.(".gp-fields")?.querySelector(".gp-expand");
    if (!button) return;
    if (!waiting.size) requestAnimationFrame(() => { waiting.forEach(update); waiting.clear(); });
    waiting.add(button);
  }, true);
  document.addEventListener("click", ({ target }) => {
    if (!target.matches?.(".gp-expand")) return;
    const open = target.dataset.open !== "";
    for (const one of target.closest(".gp-fields").querySelectorAll("details")) one.open = open;
    update(target);
  });

  // -- Print: everything is open
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(".gp-unfold:not([open]), .gp-long:not([open])")];
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
    opened = [];
  });

  // -- Copy
  const write = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch { // not allowed, or no secure connection
      const area = document.createElement("textarea");
      area.value = text;
      area.style.position = "fixed";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      if (!done) throw new Error("copying is not allowed");
    }
  };
  const addCopy = (holder, source, label) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "gp-copy";
    button.textContent = words.copy;
    button.setAttribute("aria-live", "polite");
    if (label) button.title = label;
    button.addEventListener("click", async () => {
      try { await write(source.textContent.replace(/\n$/, "")); } catch { return; }
      button.focus();
      button.textContent = words.copied;
      button.classList.add("gp-done");
      setTimeout(() => {
        button.textContent = words.copy;
        button.classList.remove("gp-done");
      }, 2000);
    });
    holder.append(button);
  };

  const start = () => {
    if (remembered) choose(remembered);
    if (early) document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== early);
    follow();
    if (!("copy" in words)) return;
    for (const line of document.querySelectorAll(".gp-signature")) {
      addCopy(line, line.querySelector(".gp-path"), words.path);
    }
    for (const block of "others" in words ? [] : document.querySelectorAll(".gp-sample")) {
      addCopy(block, block.querySelector("pre"));
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
