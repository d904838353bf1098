// Reads an iCalendar file with ts-ics and prints what it shows.
// Run: TZ=Asia/Shanghai node tsics.mjs NODE_MODULES FILE FIRST LAST
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { endOf, line, moment, utcDay } from "./lines.mjs";

const [modules, file, , last] = process.argv.slice(2);
const { convertIcsCalendar, extendByRecurrenceRule } = await import(pathToFileURL(`${modules}/ts-ics/dist/index.js`));
const calendar = convertIcsCalendar(undefined, readFileSync(file, "utf8"));
console.log("errors 0");
const text = (date, whole) => (whole ? utcDay(date) : moment(date, false));
for (const { uid, summary, start, end, recurrenceRule, recurrenceId, exceptionDates } of calendar.events ?? []) {
  const whole = start.type === "DATE";
  const length = end.date - start.date;
  const exceptions = (exceptionDates ?? []).map(({ date }) => date);
  const dates = recurrenceRule
    ? extendByRecurrenceRule(recurrenceRule, { start: start.date, end: endOf(last), exceptions })
    : [start.date];
  const replaced = recurrenceId ? text(recurrenceId.value.date, whole) : "";
  for (const date of dates) {
    line("event", uid, replaced, text(date, whole), text(new Date(+date + length), whole), summary);
  }
}
for (const { uid, due, summary } of calendar.todos ?? []) line("todo", uid, "", text(due.date, due.type === "DATE"), "", summary);
