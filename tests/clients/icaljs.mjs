// Reads an iCalendar file with ical.js (the parser of Thunderbird and Nextcloud) in strict mode and prints what it shows.
// Run: TZ=Asia/Shanghai node icaljs.mjs NODE_MODULES FILE FIRST LAST
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { endOf, line, moment } from "./lines.mjs";

const [modules, file, , last] = process.argv.slice(2);
const { default: ICAL } = await import(pathToFileURL(`${modules}/ical.js/dist/ical.js`));
ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
console.log("errors 0");
const text = (time) => moment(time.toJSDate(), time.isDate);
const parts = calendar.getAllSubcomponents("vevent");
const uid = (part) => part.getFirstPropertyValue("uid");
for (const part of parts.filter((one) => !one.hasProperty("recurrence-id"))) {
  const exceptions = parts.filter((other) => other.hasProperty("recurrence-id") && uid(other) === uid(part));
  const event = new ICAL.Event(part, { strictExceptions: true, exceptions });
  const show = (item, first, end) => line("event", event.uid, "", text(first), text(end), item.summary);
  if (!event.isRecurring()) { show(event, event.startDate, event.endDate); continue; }
  const times = event.iterator();
  for (let next = times.next(); next && next.toJSDate() <= endOf(last); next = times.next()) {
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    show(item, startDate, endDate);
  }
}
for (const todo of calendar.getAllSubcomponents("vtodo")) {
  line("todo", uid(todo), "", text(todo.getFirstPropertyValue("due")), "", todo.getFirstPropertyValue("summary"));
}
