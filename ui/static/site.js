// What every view of the page does in the browser: open a source beside its answer, copy with sources, print.
// Nothing here is needed: without it the same links lead to pages of their own.
"use strict";

(() => {
	// A source beside its answer ----------------------------------------------------------------
	let dialog = null;
	let opener = null;

	function sourceDialog() {
		if (dialog === null) {
			dialog = document.createElement("dialog");
			dialog.id = "ra-source";
			dialog.setAttribute("aria-labelledby", "ra-source-title");
			dialog.addEventListener("close", () => opener?.focus());
			dialog.addEventListener("keydown", (event) => {
				if (event.key === "Escape") {
					dialog.close();
				}
			});
			(document.querySelector(".gradio-container") ?? document.body).append(dialog);
		}
		return dialog;
	}

	async function openSource(link) {
		const shown = sourceDialog();
		opener = link;
		let inner;
		try {
			const response = await fetch(link.href, { credentials: "same-origin" });
			inner = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("main");
		} catch {
			inner = null;
		}
		if (inner === null) {
			inner = document.createElement("div");
			inner.innerHTML = "<h2>Source</h2><p>The service cannot be reached. Try again in a moment.</p>";
		}
		inner.querySelector(".ra-back")?.remove();
		const title = inner.querySelector("h1, h2");
		const heading = document.createElement("h2");
		heading.id = "ra-source-title";
		heading.tabIndex = -1;
		heading.textContent = title.textContent;
		title.remove();
		const close = document.createElement("button");
		close.type = "button";
		close.className = "ra-close";
		close.textContent = "Close";
		close.addEventListener("click", () => shown.close());
		const body = document.createElement("div");
		body.className = "ra-main";
		body.append(...inner.childNodes);
		shown.replaceChildren(close, heading, body);
		if (shown.open) {
			shown.close();
			opener = link;
		}
		// Beside the answer where there is room, over it where there is none.
		if (window.matchMedia("(min-width: 60rem)").matches) {
			shown.show();
		} else {
			shown.showModal();
		}
		heading.focus({ preventScroll: true });
		shown.scrollTop = 0;
		const mark = shown.querySelector("mark");
		if (mark) {
			const quote = mark.closest("blockquote");
			quote.scrollTop = mark.offsetTop - quote.offsetTop - 60;
		}
	}

	// Copying an answer copies its sources ----------------------------------------------------------
	async function copyAnswer(link) {
		const words = link.textContent;
		try {
			const text = fetch(link.href, { credentials: "same-origin" }).then((response) => {
				if (!response.ok) {
					throw new Error("not kept");
				}
				return response.blob();
			});
			await navigator.clipboard.write([
				new ClipboardItem({ "text/plain": text.then((blob) => new Blob([blob], { type: "text/plain" })) }),
			]);
			link.textContent = "Copied";
			setTimeout(() => {
				link.textContent = words;
			}, 4000);
		} catch {
			window.location.assign(link.href);
		}
	}

	function sourcesOf(answer, selection) {
		const numbers = new Set();
		for (const marker of answer.querySelectorAll(".ra-marker")) {
			if (selection.containsNode(marker, true)) {
				numbers.add(marker.textContent.replace(/\D/g, ""));
			}
		}
		const lines = [];
		for (const item of answer.querySelectorAll(".ra-sources > li")) {
			const line = item.querySelector("summary").textContent.trim();
			if (numbers.has(line.split(".")[0])) {
				const title = item.querySelector(".ra-title").textContent.trim();
				const quote = item.querySelector("mark").textContent.replace(/^Quote: | End of quote\.$/g, "");
				lines.push(`${line}\n${title}\n“${quote}”`);
			}
		}
		return lines;
	}

	document.addEventListener("copy", (event) => {
		const selection = window.getSelection();
		const text = selection.toString();
		const answers = [...document.querySelectorAll(".ra-answer")];
		const lines = answers.filter((answer) => selection.containsNode(answer, true))
			.flatMap((answer) => sourcesOf(answer, selection));
		if (lines.length > 0 && !document.activeElement?.matches("textarea, input")) {
			event.clipboardData.setData("text/plain", `${text}\n\nSources\n\n${lines.join("\n\n")}\n`);
			event.preventDefault();
		}
	});

	document.addEventListener("click", (event) => {
		if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
			return;
		}
		const link = event.target.closest?.("a");
		if (!link) {
			return;
		}
		if (link.matches(".ra-copy")) {
			event.preventDefault();
			copyAnswer(link);
		} else if (new URL(link.href, location.href).pathname.startsWith("/source/")) {
			event.preventDefault();
			openSource(link);
		} else if (link.matches(".ra-print")) {
			event.preventDefault();
			window.print();
		}
	});

	// A page that tells how far something is asks again by itself ----------------------------------
	async function follow(element) {
		const response = await fetch(element.dataset.follow, { credentials: "same-origin" }).catch(() => null);
		if (response?.ok) {
			const state = await response.json();
			if (element.textContent !== state.line) {
				element.textContent = state.line;
			}
			if (!state.busy) {
				window.location.assign(element.dataset.then);
				return;
			}
		}
		setTimeout(() => follow(element), 1000);
	}
	const followed = document.querySelector("[data-follow]");
	if (followed) {
		setTimeout(() => follow(followed), 700);
	}

	// A file may be dropped anywhere on its field; dropped beside it, it does not take the place of the page ---------
	const field = document.getElementById("drop");
	if (field) {
		for (const kind of ["dragover", "drop"]) {
			document.addEventListener(kind, (event) => event.preventDefault());
		}
		field.addEventListener("dragover", () => field.classList.add("ra-over"));
		field.addEventListener("dragleave", () => field.classList.remove("ra-over"));
		field.addEventListener("drop", (event) => {
			field.classList.remove("ra-over");
			if (event.dataTransfer.files.length > 0) {
				const input = field.querySelector("input[type=file]");
				input.files = event.dataTransfer.files;
				input.dispatchEvent(new Event("change", { bubbles: true }));
				input.focus();
			}
		});
	}

	// A file that would be refused is told of before it is sent -------------------------------------
	document.addEventListener("change", (event) => {
		const input = event.target;
		if (!input.matches?.("input[type=file][data-most]")) {
			return;
		}
		document.getElementById("too-large")?.remove();
		const [file] = input.files;
		const most = Number(input.dataset.most);
		if (file && file.size > most * 1024 * 1024) {
			const line = document.createElement("p");
			line.id = "too-large";
			line.className = "ra-field-error";
			line.setAttribute("role", "alert");
			line.textContent = `Error: ${file.name} has ${Math.ceil(file.size / 1024 / 1024)} MB, and at most ` +
				`${most} MB are read. Choose a smaller file.`;
			input.before(line);
			input.value = "";
		}
	});

	// A message about what was sent is read out and found first.
	document.getElementById("error-summary")?.focus();
})();
