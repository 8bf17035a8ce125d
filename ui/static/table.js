// Sort and filter the lines of the timeline in the browser, where all of them are on the page; nothing is asked of the
// service. Without this file, or with more lines, the form asks it.
"use strict";

(() => {
	const table = document.getElementById("entries");
	const form = document.getElementById("filter");
	if (!table || !form || table.dataset.all !== "1") {
		return;
	}
	const body = table.tBodies[0];
	const rows = [...body.rows];
	const count = document.getElementById("f-count");
	const order = ["firm", "planned", "proposed", "possible", "called for", "stated"];
	const value = (row, key) => {
		if (key === "firm") {
			return String(order.indexOf(row.dataset.firm));
		}
		if (key === "quote") {
			return row.cells[3].textContent.trim().toLowerCase();
		}
		return (row.dataset[key] ?? "").toLowerCase();
	};

	function filter() {
		const words = form.elements["f-words"].value.toLowerCase().split(/\s+/).filter(Boolean);
		const wanted = { kind: "f-kind", who: "f-who", firm: "f-firm" };
		tellChoice();
		let n = 0;
		for (const row of rows) {
			const text = row.textContent.toLowerCase();
			const kept = words.every((word) => text.includes(word)) &&
				Object.entries(wanted).every(([key, id]) => {
					const chosen = form.elements[id].value;
					return chosen === "" || row.dataset[key].trim() === chosen;
				}) &&
				(!form.elements["f-differs"].checked || row.dataset.differs === "1");
			row.hidden = !kept;
			n += kept ? 1 : 0;
		}
		count.textContent = n === rows.length ? `${n} lines.` : `${n} of ${rows.length} lines.`;
	}

	// The file to take along holds the lines that are shown.
	const link = document.getElementById("f-csv");
	function tellChoice() {
		const told = new URLSearchParams(new FormData(form));
		for (const [name, value] of [...told]) {
			if (value === "") {
				told.delete(name);
			}
		}
		link.href = `/timeline.csv?${told}`;
		link.textContent = [...told.keys()].some((name) => name !== "order")
			? "Download these lines as CSV" : "Download all lines as CSV";
	}

	function sort(header, falling = header.getAttribute("aria-sort") === "ascending") {
		const key = header.dataset.sort;
		for (const other of table.tHead.rows[0].cells) {
			other.removeAttribute("aria-sort");
		}
		header.setAttribute("aria-sort", falling ? "descending" : "ascending");
		rows.sort((one, other) => {
			const [a, b] = [value(one, key), value(other, key)];
			if ((a === "") !== (b === "")) {
				return a === "" ? 1 : -1; // what has no value comes last either way
			}
			return (a < b ? -1 : a > b ? 1 : 0) * (falling ? -1 : 1);
		});
		body.append(...rows);
	}

	for (const header of table.tHead.rows[0].cells) {
		const button = document.createElement("button");
		button.type = "button";
		button.textContent = header.textContent;
		button.addEventListener("click", () => sort(header));
		header.replaceChildren(button);
	}
	document.getElementById("f-show").hidden = true;
	form.addEventListener("input", (event) => {
		if (event.target.id === "f-order") {
			const key = event.target.value || "start";
			sort(table.tHead.querySelector(`[data-sort="${key.replace("-", "")}"]`), key.startsWith("-"));
		}
		filter();
	});
	form.addEventListener("submit", (event) => event.preventDefault());
})();
