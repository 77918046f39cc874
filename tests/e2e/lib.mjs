// lib.mjs - all that a browser test needs, from one place.
export { Portal, root, bin, artefacts } from "./lib/portal.mjs";
export { Mailbox, codeOf, linksOf, attachment } from "./lib/mail.mjs";
export * from "./lib/browser.mjs";
export { checkPage, checked } from "./lib/check.mjs";
export * as samples from "./lib/samples.mjs";
