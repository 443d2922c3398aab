/* Filters catalogues of endpoints while one types or chooses. The address says what is filtered by. */
document.querySelectorAll(".gp-catalog").forEach((catalog, number) => {
  const form = catalog.querySelector(".gp-filter");
  if (!form) return;
  const [field, ...lists] = form.querySelectorAll("input, select");
  const count = form.querySelector("output");
  const none = catalog.querySelector(".gp-none");
  const every = count.textContent;
  const entries = [...catalog.querySelectorAll("[data-words]")].map((node) => ({
    node,
    words: `${node.textContent} ${node.dataset.words}`.toLowerCase(),
    values: lists.map((list) => (node.dataset[list.name] ?? "").split(" ")),
    shown: true,
  }));
  const groups = [...catalog.querySelectorAll("details")].map((node) => ({
    node,
    open: node.open,
    count: node.querySelector(".gp-count"),
    entries: [],
  }));
  const byNode = new Map(groups.map((group) => [group.node, group]));
  for (const entry of groups.length ? entries : [])
    for (let at = entry.node.closest("details"); at; at = at.parentElement.closest("details"))
      byNode.get(at)?.entries.push(entry);
  const choices = lists.map((list) => [...list.options].slice(1).map((option) => (
    { option, title: option.text.replace(/ \(\d+\)$/, ""), count: 0 })));
  const byValue = choices.map((all) => new Map(all.map((choice) => [choice.option.value, choice])));
  const key = (control) => (number ? `${catalog.id}.` : "") + control.name;

  const filter = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = lists.map((list) => list.value);
    const active = words.length > 0 || wanted.some(Boolean);
    let shown = 0;
    choices.flat().forEach((choice) => (choice.count = 0));
    for (const entry of entries) {
      const typed = words.every((word) => entry.words.includes(word));
      const failed = wanted.map((value, at) => value !== "" && !entry.values[at].includes(value));
      const fails = failed.filter(Boolean).length;
      // What a choice would leave: the entries that pass all but the list itself.
      if (typed && fails < 2) entry.values.forEach((values, at) => {
        if (fails === 0 || failed[at]) values.forEach((value) => value && byValue[at].get(value).count++);
      });
      const now = typed && fails === 0;
      if (now) shown++;
      if (now !== entry.shown) entry.node.hidden = !(entry.shown = now);
    }
    choices.forEach((all, at) => all.forEach(({ option, title, count }) => {
      const text = `${title} (${count})`;
      if (option.text !== text) option.text = text;
      option.hidden = option.disabled = !count && option.value !== wanted[at];
    }));
    for (const group of groups) {
      const inside = group.entries.reduce((sum, entry) => sum + entry.shown, 0);
      group.count.textContent = inside;
      group.node.parentElement.hidden = !inside;
      group.node.open = active ? inside > 0 : group.open;
    }
    count.textContent = active ? count.dataset.some.replace("{}", shown) : every;
    none.hidden = shown > 0;
    form.classList.toggle("gp-active", active);
  };
  const read = () => {
    const asked = new URLSearchParams(location.search);
    for (const control of [field, ...lists]) {
      control.value = asked.get(key(control)) ?? "";
      if (control.selectedIndex < 0) control.value = "";
    }
    filter();
  };
  const write = (how) => {
    const asked = new URLSearchParams(location.search);
    for (const control of [field, ...lists])
      control.value ? asked.set(key(control), control.value) : asked.delete(key(control));
    const query = String(asked);
    if (query !== location.search.slice(1))
      history[how](null, "", location.pathname + (query && `?${query}`) + location.hash);
  };
  let waiting;
  const change = (how) => (clearTimeout(waiting), filter(), write(how));

  field.addEventListener("input", () => {
    filter();
    clearTimeout(waiting);
    waiting = setTimeout(write, 200, "replaceState"); // browsers allow only so many in a while
  });
  field.addEventListener("change", () => change("replaceState"));
  lists.forEach((list) => list.addEventListener("change", () => change("pushState")));
  form.addEventListener("reset", () => setTimeout(() => (change("pushState"), field.focus())));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const left = entries.filter((entry) => entry.shown);
    if (left.length === 1) left[0].node.querySelector("a")?.click();
  });
  addEventListener("popstate", read);
  form.classList.add("gp-ready");
  read();
});
