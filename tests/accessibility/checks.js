/* What a browser is asked about a page: show(words) puts it up, the others say in words what is wrong with it. */
(() => {
  const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const RULES = { "target-size": { enabled: true } };
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const told = (part) => part.outerHTML.replace(/\s+/g, " ").slice(0, 160);
  const words = (part) => (part ? part.textContent.replace(/\s+/g, " ").trim() : "");
  const seen = (part) => part.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && part.getClientRects().length > 0;

  function show(source) {
    const page = new DOMParser().parseFromString(source, "text/html");
    const root = document.documentElement;
    for (const name of root.getAttributeNames()) root.removeAttribute(name);
    for (const name of page.documentElement.getAttributeNames()) root.setAttribute(name, page.documentElement.getAttribute(name));
    document.title = page.title;
    const wanted = new Set(all("link[rel=stylesheet]", page).map((link) => link.getAttribute("href")));
    for (const link of all("link[rel=stylesheet]")) link.sheet.disabled = !wanted.has(link.getAttribute("href"));
    document.body.replaceWith(document.adoptNode(page.body));
    for (const folded of all("details")) folded.open = true;
    scrollTo(0, 0);
  }

  async function axeFinds() {
    const found = await axe.run(document, { runOnly: { type: "tag", values: WCAG }, rules: RULES, resultTypes: ["violations"] });
    return found.violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${v.help} (${node.html.replace(/\s+/g, " ").slice(0, 160)})`));
  }

  function namesOf(parts) {
    axe.setup(document.body);
    const named = parts.map((part) => [part, axe.commons.text.accessibleText(part).replace(/\s+/g, " ").trim()]);
    axe.teardown();
    return named;
  }

  const CHECKS = {
    headings: function* () {
      if (all("h1").length !== 1) yield `${all("h1").length} headings of the first level`;
      const [page, school] = document.title.split(" – ").map((part) => part.trim());
      if (!page || !school) yield `the title “${document.title}” names not both the page and the school`;
      for (const heading of all("h1, h2, h3, h4")) if (!words(heading)) yield `an empty heading: ${told(heading)}`;
    },
    landmarks: function* () {
      for (const [what, query] of [["main", "main"], ["header", "body > header"], ["footer", "body > footer"]])
        if (all(query).length !== 1) yield `${all(query).length} of ${what}`;
      for (const nav of all("nav, [role=navigation], [role=region]"))
        if (!nav.getAttribute("aria-label") && !nav.getAttribute("aria-labelledby")) yield `a landmark without a name: ${told(nav)}`;
      const skip = document.querySelector(".govuk-skip-link");
      const first = all("a[href], button, input, select, textarea, summary, [tabindex]").find((part) => part.tabIndex >= 0);
      if (first !== skip || skip.hash !== "#main") yield "the first thing a key reaches is not the link to the main content";
    },
    links: function* () {
      const where = new Map();
      for (const [link, name] of namesOf(all("a[href]").filter(seen))) {
        if (!name) yield `a link without a name: ${told(link)}`;
        const before = where.get(name) ?? where.set(name, link.getAttribute("href")).get(name);
        if (before !== link.getAttribute("href")) yield `two links are called “${name}”: to ${before} and to ${link.getAttribute("href")}`;
      }
      const does = new Map();
      for (const [button, name] of namesOf(all("button, input[type=submit]").filter(seen))) {
        const form = button.form ? `${button.form.getAttribute("action") ?? ""} ${button.name} ${button.value}` : "";
        const before = does.get(name) ?? does.set(name, form).get(name);
        if (before !== form) yield `two buttons are called “${name}”: for ${before} and for ${form}`;
      }
    },
    tables: function* () {
      for (const table of all("table")) {
        if (!words(table.caption)) yield `a table without a caption: ${told(table)}`;
        if (!all("th", table).length) yield `a table without headings: ${told(table)}`;
        for (const heading of all("th", table)) {
          if (!heading.scope) yield `a heading that says not what it heads: ${told(heading)}`;
          if (!words(heading) && !heading.getAttribute("aria-label")) yield `an empty heading: ${told(heading)}`;
        }
      }
    },
    faults: function* () {
      const summary = document.querySelector(".govuk-error-summary");
      const messages = all(".govuk-error-message");
      if (messages.length && !summary) yield "there are faults and no summary of them";
      if (!summary) return;
      const isExample = summary.closest("[data-example]") !== null;
      if (!isExample && !/^(Mend|Not done): /.test(document.title)) yield `the title “${document.title}” says not that there is something to mend`;
      if (!isExample && all(".govuk-error-summary").length > 1) yield "more than one summary of faults";
      if (summary.getAttribute("role") !== "alert") yield "the summary of faults is no alert";
      if (!summary.autofocus || summary.tabIndex !== -1) yield "the summary of faults does not take the focus";
      if (words(summary) === words(summary.querySelector(".govuk-error-summary__title"))) yield "the summary of faults is empty";
      for (const link of all("a", summary)) {
        const there = document.getElementById(link.hash.slice(1));
        if (!there || !there.matches("input, select, textarea, [tabindex]")) yield `a fault leads to no field: ${told(link)}`;
      }
      for (const message of messages) {
        const group = message.closest(".govuk-form-group");
        const fields = group ? all("input:not([type=hidden]), select, textarea, fieldset", group) : [];
        const describes = (field) => (field.getAttribute("aria-describedby") ?? "").split(" ").some((id) => document.getElementById(id)?.contains(message));
        if (!fields.some(describes)) yield `a fault is not told with its field: ${told(message)}`;
        if (!fields.some((field) => field.getAttribute("aria-invalid") === "true" || field.matches("fieldset"))) yield `a field does not say that it is at fault: ${told(message)}`;
      }
    },
    statuses: function* () {
      for (const banner of all(".govuk-notification-banner"))
        if (!["status", "alert"].includes(banner.getAttribute("role"))) yield `what was done is no status: ${told(banner)}`;
    },
    fields: function* () {
      const groups = new Map();
      for (const [field, name] of namesOf(all("input:not([type=hidden]), select, textarea").filter(seen))) {
        if (!name) yield `a field without a name: ${told(field)}`;
        if (["radio", "checkbox"].includes(field.type) && !field.closest("fieldset") && document.querySelectorAll(`[type=radio][name="${CSS.escape(field.name)}"]`).length > 1)
          groups.set(field.name, field);
      }
      for (const field of groups.values()) yield `a choice without its question: ${told(field)}`;
    },
  };

  const RUNS_OVER = 1;
  const isHidden = (part) => part.closest(".govuk-visually-hidden, .govuk-skip-link, .app-week__to, thead, option, svg") !== null;

  function* overflowing() {
    const wide = innerWidth;
    const scrolling = document.scrollingElement;
    if (scrolling.scrollWidth > wide) {
      const guilty = all("body *").filter((part) => seen(part) && !isHidden(part) && part.getBoundingClientRect().right > wide + RUNS_OVER
        && !boxOf(part)).map((part) => `${told(part).slice(0, 110)} reaches ${Math.round(part.getBoundingClientRect().right)}`);
      yield `the page scrolls sideways, ${scrolling.scrollWidth} at ${wide}: ${guilty.slice(-2).join(" | ")}`;
    }
    for (const box of all("body *").filter((part) => scrolls(part) && seen(part) && part.scrollWidth > part.clientWidth + RUNS_OVER)) {
      if (box.tabIndex < 0 || !["region", "group"].includes(box.getAttribute("role")) || !(box.getAttribute("aria-label") || box.getAttribute("aria-labelledby")))
        yield `a box scrolls and has no name or takes no focus: ${told(box)}`;
      if (!box.querySelector("table")) yield `a box scrolls that holds no table: ${told(box)}`;
    }
  }
  const scrolls = (part) => ["auto", "scroll"].includes(getComputedStyle(part).overflowX);
  const boxOf = (part) => { for (let at = part.parentElement; at && at !== document.body; at = at.parentElement) if (scrolls(at)) return at; return null; };

  function* lost() {
    for (const part of all("body *")) {
      if (!seen(part) || isHidden(part) || !words(part)) continue;
      const style = getComputedStyle(part);
      const hides = (way) => ["hidden", "clip"].includes(way);
      if (hides(style.overflowX) && part.scrollWidth > part.clientWidth + RUNS_OVER) yield `words are cut at the side: ${told(part)}`;
      if (hides(style.overflowY) && part.scrollHeight > part.clientHeight + RUNS_OVER) yield `words are cut below: ${told(part)}`;
    }
    const lines = all("button, .govuk-button, .govuk-tag, .app-nav__link, summary, a").filter(seen).filter((part) => part.scrollWidth > part.clientWidth + 2 && getComputedStyle(part).display !== "inline");
    for (const line of lines) if (!isHidden(line)) yield `words run out of their box: ${told(line)}`;
  }

  function* moving() {
    for (const motion of document.getAnimations()) yield `it moves: ${told(motion.effect.target)}`;
    for (const part of all("*")) {
      const style = getComputedStyle(part);
      if (style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0)) yield `it glides: ${told(part)}`;
      if (style.scrollBehavior === "smooth") yield `it scrolls smoothly: ${told(part)}`;
    }
  }

  const SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }";
  const spaced = new CSSStyleSheet();
  spaced.replaceSync(SPACED);

  window.belisha = {
    async atADesk(source, isNew) {
      show(source);
      const said = { axe: isNew ? await axeFinds() : [] };
      for (const [name, check] of Object.entries(CHECKS)) said[name] = [...check()];
      said.motion = [...moving()];
      return said;
    },
    async zoomed(source) {
      show(source);
      const said = { reflow: [...overflowing()], cut: [...lost()] };
      document.adoptedStyleSheets = [spaced];
      said.spacing = [...lost(), ...overflowing()];
      document.adoptedStyleSheets = [];
      return said;
    },
  };
})();
