/* Puts endpoints first whose method and path, or title, is what was typed. A scorer of the project's own has its way. */
document.addEventListener("DOMContentLoaded", () => {
  if (typeof Scorer === "undefined" || Scorer.score) return;
  const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const typed = plain(new URLSearchParams(location.search).get("q") ?? "");
  Scorer.score = ([, title, , description, score]) => {
    // Only objects have a description. The kind of a result would say the same, but Sphinx 8.0 does not give it.
    const parts = description && title.match(/^([A-Z]+ \S+): (.*)$/s);
    if (!typed || !parts) return score;
    const likeness = (part) => (part.includes(typed) ? typed.length / part.length : 0);
    const best = Math.max(...parts.slice(1).map((part) => likeness(plain(part))));
    return best < 0.5 ? score : Math.round(score + 30 * best);
  };
});
