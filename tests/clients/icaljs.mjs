// Reads an iCalendar file with ical.js (the parser of Thunderbird and Nextcloud) in strict mode and prints "UID start end"
// for each event. Run: node icaljs.mjs MODULE FILE
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]));
ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[3], "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
console.log("errors 0");
const parts = calendar.getAllSubcomponents("vevent");
const uid = (part) => part.getFirstPropertyValue("uid");
for (const part of parts) {
  const exceptions = parts.filter((other) => other.hasProperty("recurrence-id") && uid(other) === uid(part));
  const event = new ICAL.Event(part, { strictExceptions: true, exceptions: part.hasProperty("recurrence-id") ? [] : exceptions });
  console.log(event.uid, event.startDate.toICALString(), event.endDate.toICALString());
}
