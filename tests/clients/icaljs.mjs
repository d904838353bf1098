// Reads an iCalendar file with ical.js (the parser of Thunderbird and Nextcloud) in strict mode and prints "UID start end"
// for each event. Run: node icaljs.mjs MODULE FILE
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]));
ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[3], "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
console.log("errors 0");
for (const part of calendar.getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(part, { strictExceptions: true });
  console.log(event.uid, event.startDate.toICALString(), event.endDate.toICALString());
}
