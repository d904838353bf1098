// Reads an iCalendar file with node-ical (MagicMirror, Homey) and prints what it shows.
// Run: TZ=Asia/Shanghai node nodeical.mjs NODE_MODULES FILE FIRST LAST
import { createRequire } from "node:module";
import { endOf, line, moment } from "./lines.mjs";

const [modules, file, , last] = process.argv.slice(2);
const ical = createRequire(`${modules}/`)("node-ical");
const parts = Object.values(ical.sync.parseFile(file));
console.log("errors 0");
for (const event of parts.filter(({ type }) => type === "VEVENT")) {
  const until = { from: new Date(1970, 0, 1), to: endOf(last), expandOngoing: true };
  for (const { start, end, isFullDay, summary } of ical.expandRecurringEvent(event, until)) {
    line("event", event.uid, "", moment(start, isFullDay), moment(end, isFullDay), summary);
  }
}
for (const { uid, due, summary } of parts.filter(({ type }) => type === "VTODO")) {
  line("todo", uid, "", moment(due, due.dateOnly), "", summary);
}
