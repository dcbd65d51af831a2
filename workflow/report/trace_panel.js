// The panel: a dialog beside the report that leaves it usable. What it shows stands in the fragment of the address, so
// that it can be sent, and the browser's own history goes back and forward in it.

class Panel {
  // `view` gives the content for a kind and key, or null; `onShow` hears of what is shown, of null when it closes.
  constructor(view, onShow) {
    this.view = view;
    this.onShow = onShow;
    this.opener = null;
    // Steps since the panel opened, and the last of them, which the browser's history may still have ahead.
    this.step = -1;
    this.last = -1;
    this.build();
    addEventListener("hashchange", () => this.follow());
    addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  build() {
    this.heading = make("h2", { id: "trace-title", tabindex: "-1" });
    this.body = make("div", {});
    this.kind = make("span", { class: "kind" });
    this.back = button("←", () => history.back(), { "aria-label": "Back" });
    this.forward = button("→", () => history.forward(), { "aria-label": "Forward" });
    const close = button("×", () => this.close(), { class: "close", "aria-label": "Close" });
    const bar = make("div", { class: "bar" }, this.back, this.forward, this.kind, close);
    const attributes = { id: "trace", role: "dialog", "aria-labelledby": "trace-title", hidden: "" };
    this.element = make("div", attributes, bar, this.heading, this.body);
    document.body.append(this.element);
  }

  // Opens the panel from an element of the report, which gets the focus back when it closes.
  open(kind, key, opener) {
    this.opener = opener;
    this.step = -1;
    const address = fragment(kind, key);
    if (location.hash === address) this.follow();
    else location.hash = address;
  }

  // Shows what the address names. The address of a section of the report leaves the panel as it is.
  follow() {
    const [kind, key] = this.place();
    const view = this.view(kind, key);
    if (view) {
      this.count();
      this.show(view);
      this.onShow(kind, key, view);
    } else if (!location.hash) this.hide();
  }

  place() {
    const [, kind, key] = /^#(trace|row|cell)=(.*)$/.exec(location.hash) || ["", "", ""];
    try {
      return [kind, decodeURIComponent(key)];
    } catch {
      return ["", ""]; // an address that somebody cut off within an escaped sign
    }
  }

  // An entry of the browser's history bears its step, once it was shown: without one it is new.
  count() {
    const known = history.state?.step;
    this.step = known ?? this.step + 1;
    this.last = known === undefined ? this.step : Math.max(this.last, known);
    history.replaceState({ step: this.step }, "");
    this.back.disabled = this.step === 0;
    this.forward.disabled = this.step === this.last;
  }

  show({ kind, title, content }) {
    this.kind.textContent = kind;
    this.heading.textContent = title;
    this.body.replaceChildren(...content);
    if (this.element.hidden) {
      keepInPlace(this.opener, () => this.reveal(true));
      this.opener?.scrollIntoView({ block: "nearest", inline: "nearest", ...AT_ONCE });
    }
    this.element.scrollTop = 0;
    this.heading.focus({ preventScroll: true });
  }

  reveal(shown) {
    this.element.hidden = !shown;
    document.documentElement.classList.toggle("tracing", shown);
  }

  close() {
    if (this.element.hidden) return;
    history.replaceState(null, "", location.pathname + location.search);
    this.hide();
  }

  hide() {
    if (this.element.hidden) return;
    keepInPlace(this.opener, () => this.reveal(false));
    this.onShow(null, null, null);
    this.opener?.focus();
    this.opener = null;
    this.step = -1;
  }
}
