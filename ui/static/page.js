// What Gradio leaves undone for people who use a keyboard or a screen reader. The page works without this file.
"use strict";

(() => {
	const find = (selector) => document.querySelector(selector);
	let n_questions = 0;

	// Gradio's own translations set the language anew when they load.
	function keepLanguage() {
		if (document.documentElement.lang !== "en-GB") {
			document.documentElement.lang = "en-GB";
		}
	}

	function nameRegions() {
		const status = find("#ra-status");
		if (status && !status.hasAttribute("role")) {
			status.setAttribute("role", "status");
		}
		const error = find("#ra-error");
		if (error && !error.hasAttribute("role")) {
			error.setAttribute("role", "alert");
		}
		const log = find('#ra-conversation [role="log"]');
		if (log && log.getAttribute("aria-label") !== "Questions and answers") {
			log.setAttribute("aria-label", "Questions and answers");
		}
	}

	// Gradio puts the markup of each message into an aria-label, which would be read out instead of the message.
	function dropRawLabels() {
		for (const message of document.querySelectorAll("#ra-conversation [data-testid][aria-label]")) {
			message.removeAttribute("aria-label");
		}
	}

	// Gradio opens every link in a new tab.
	function openLinksHere() {
		for (const link of document.querySelectorAll('a[target="_blank"]')) {
			if (link.origin === location.origin) {
				link.removeAttribute("target");
			}
		}
	}

	function tieErrorToField() {
		const field = find("#ra-question textarea");
		if (!field) {
			return;
		}
		const wrong = Boolean(find("#ra-error .ra-error"));
		if (wrong !== field.hasAttribute("aria-invalid")) {
			if (wrong) {
				field.setAttribute("aria-invalid", "true");
				field.setAttribute("aria-describedby", "ra-error");
				field.focus();
			} else {
				field.removeAttribute("aria-invalid");
				field.removeAttribute("aria-describedby");
			}
		}
	}

	// A new question comes into view at the top, with its answer under it. Focus moves only where it would be lost:
	// the example that was pressed is gone.
	function showNewQuestion() {
		const questions = document.querySelectorAll("#ra-conversation .ra-question");
		// A page that has just been loaded stays where it is: nobody has pressed anything on it.
		const acted = navigator.userActivation?.hasBeenActive ?? performance.now() > 4000;
		if (questions.length > n_questions && acted) {
			const newest = questions[questions.length - 1];
			newest.tabIndex = -1;
			newest.scrollIntoView({ block: "start" });
			const active = document.activeElement;
			if (active === null || active === document.body || active.closest("#ra-examples, #ra-follow-ups")) {
				newest.focus({ preventScroll: true });
			}
		} else if (questions.length === 0 && n_questions > 0) {
			find("#ra-question textarea")?.focus();
		}
		n_questions = questions.length;
	}

	// A lost connection is told in words, with a way on. Gradio shows the line it had, and a notice that goes by.
	let pending = "";
	let n_answers = 0;
	let lost = false;

	function tellOfConnection() {
		let notice = find("#ra-lost");
		if (notice === null) {
			notice = document.createElement("div");
			notice.id = "ra-lost";
			notice.className = "ra-warning";
			notice.setAttribute("role", "alert");
			// Outside of what Gradio draws anew.
			(find(".gradio-container") ?? document.body).append(notice);
		}
		const words = document.createElement("p");
		words.textContent = lost
			? "The connection to this service is lost. Your question is not answered yet. This page looks for the " +
				"service again by itself."
			: "The service can be reached again. ";
		if (!lost) {
			const on = document.createElement("a");
			on.href = pending === "" ? "/" : `/?ask=${encodeURIComponent(pending)}`;
			on.textContent = pending === "" ? "Load the page again" : "Load the page again and answer my question";
			words.append(on);
		}
		notice.replaceChildren(words);
	}

	async function lookForService() {
		let there = false;
		try {
			there = (await fetch("/favicon.ico", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(4000) })).ok;
		} catch {
			there = false;
		}
		if (there === lost) {
			lost = !there;
			tellOfConnection();
		}
		const now = document.querySelectorAll(".ra-answer").length;
		const answered = now !== n_answers || find("#ra-error .ra-error");
		// On a busy machine the question itself comes into view late.
		const asked = document.querySelectorAll(".ra-question").length > now || performance.now() - pressed_at < 20000;
		if (lost || (!answered && asked)) {
			setTimeout(lookForService, 3000);
		} else {
			looking = false;
		}
	}

	let looking = false;
	let pressed_at = 0;
	function keepLooking(event) {
		const field = find("#ra-question textarea");
		const pressed = event.target.closest?.("#ra-ask, .ra-example");
		if (pressed || (event.key === "Enter" && event.target === field)) {
			n_answers = document.querySelectorAll(".ra-answer").length;
			pressed_at = performance.now();
			pending = pressed?.matches(".ra-example") ? pressed.textContent.trim() : (field?.value ?? "");
			if (!looking) {
				looking = true;
				setTimeout(lookForService, 1500);
			}
		}
	}
	document.addEventListener("click", keepLooking, true);
	document.addEventListener("keydown", keepLooking, true);

	let waiting = false;
	function tidy() {
		waiting = false;
		keepLanguage();
		nameRegions();
		dropRawLabels();
		openLinksHere();
		tieErrorToField();
		showNewQuestion();
	}

	new MutationObserver(() => {
		if (!waiting) {
			waiting = true;
			requestAnimationFrame(tidy);
		}
	}).observe(document.documentElement, {
		subtree: true,
		childList: true,
		attributes: true,
		attributeFilter: ["aria-label", "lang"],
	});
})();
