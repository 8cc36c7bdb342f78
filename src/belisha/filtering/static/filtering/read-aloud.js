/* "Read it to me": the browser's own voice reads what stands on the page, sentence by sentence. Nothing leaves the device:
   only a voice that lives on it is used, and without one the button stays hidden. tests/pupils/test_read_aloud.py */
(() => {
  "use strict";
  const button = document.querySelector(".app-aloud");
  const main = document.querySelector("main");
  const speech = window.speechSynthesis;
  if (!button || !main || !speech || !window.SpeechSynthesisUtterance) return;

  const words = button.querySelector(".app-aloud__words");
  const begin = words.textContent;
  const BLOCKS = new Set(("ADDRESS ARTICLE ASIDE BLOCKQUOTE BR BUTTON DD DETAILS DIV DL DT FIELDSET FIGURE FOOTER FORM H1 H2 H3 H4 HEADER " +
    "HR LABEL LEGEND LI MAIN OL P SECTION SUMMARY TABLE TD TH TR UL").split(" "));
  const SILENT = ".app-aloud, .app-grown-ups, [hidden], [aria-hidden=true], script, style, svg, textarea, details:not([open]) > :not(summary)";
  let queue = [];
  let spoken = null; // held here, or some browsers forget it while it speaks

  /* The voice for a language, of those on this device: the same country's before another's; undefined where there is none. */
  const voiceFor = (language) => {
    const plain = (tag) => tag.replace("_", "-").toLowerCase();
    const near = speech.getVoices().filter((voice) => voice.localService && plain(voice.lang).split("-")[0] === plain(language).split("-")[0]);
    return near.find((voice) => plain(voice.lang) === plain(language)) || near[0];
  };

  /* The pieces of text of the page in order, a list for each block. */
  const blocks = () => {
    const found = [[]];
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return void found.at(-1).push(node);
      if (node.nodeType !== Node.ELEMENT_NODE || node.matches(SILENT)) return;
      const isBlock = BLOCKS.has(node.tagName);
      if (isBlock || node.alt) found.push([]);
      if (node.alt) found.push([node.alt], []);
      node.childNodes.forEach(walk);
      if (isBlock) found.push([]);
    };
    walk(main);
    return found;
  };

  /* The sentences of one block: what is said, in which language, and where it stands. */
  const sentences = (pieces) => {
    const text = pieces.map((piece) => piece.data ?? piece).join("");
    const at = (offset, isEnd) => {
      for (const piece of pieces) {
        if (offset < piece.length || (isEnd && offset === piece.length)) return [piece, offset];
        offset -= piece.length;
      }
    };
    return [...text.matchAll(/\S[^]*?(?:[.!?…]+(?=\s|$)|$)/g)].map((match) => {
      const said = match[0].replace(/\s+/g, " ").trim();
      const place = pieces[0].data === undefined ? null : new Range();
      if (place) {
        place.setStart(...at(match.index, false));
        place.setEnd(...at(match.index + match[0].trimEnd().length, true));
      }
      const about = place ? place.startContainer.parentElement : main;
      return { said, place, language: about.closest("[lang]").lang };
    });
  };

  /* A code is said letter by letter: it is to be written down. */
  const sayable = (said) => (/^[0-9A-Z]{5}-[0-9A-Z]{5}$/.test(said) ? [...said.replace("-", ",")].join(" ").replace(" ,", ",") : said);

  const mark = (place) => {
    if (!window.Highlight || !CSS.highlights) return;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (place && !isCalm) CSS.highlights.set("aloud", new Highlight(place));
    else CSS.highlights.delete("aloud");
  };

  const stop = () => {
    queue = [];
    spoken = null;
    speech.cancel();
    mark(null);
    words.textContent = begin;
    button.classList.remove("app-aloud--on");
  };

  const next = () => {
    const sentence = queue.shift();
    if (!sentence) return stop();
    const utterance = (spoken = new SpeechSynthesisUtterance(sayable(sentence.said)));
    utterance.voice = voiceFor(sentence.language) || voiceFor(document.documentElement.lang);
    utterance.lang = sentence.language;
    utterance.rate = 0.9;
    utterance.onend = utterance.onerror = () => utterance === spoken && next();
    mark(sentence.place);
    speech.speak(utterance);
  };

  button.addEventListener("click", () => {
    if (spoken) return stop();
    speech.cancel();
    queue = blocks().filter((pieces) => pieces.length).flatMap(sentences);
    words.textContent = button.dataset.stop;
    button.classList.add("app-aloud--on");
    next();
  });

  const show = () => (button.hidden = !voiceFor(document.documentElement.lang));
  show();
  if (speech.addEventListener) speech.addEventListener("voiceschanged", show); // many browsers learn of their voices late
  addEventListener("pagehide", stop);
})();
