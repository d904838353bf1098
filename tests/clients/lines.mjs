// What the readers written in JavaScript print: a line for each instance, as libical.c has it. Needs TZ=Asia/Shanghai.
const two = (number) => String(number).padStart(2, "0");

/** A Date as it stands in a feed: its day, or its moment in local time. */
export const moment = (date, whole) => {
  const day = date.getFullYear() + two(date.getMonth() + 1) + two(date.getDate());
  return whole ? day : `${day}T${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
};

/** The day of a Date that is at midnight in UTC. */
export const utcDay = (date) => date.toISOString().slice(0, 10).replaceAll("-", "");

/** The end of a day that is given as 20261201, in local time. */
export const endOf = (day) => new Date(+day.slice(0, 4), +day.slice(4, 6) - 1, +day.slice(6), 23, 59, 59);

export const line = (kind, uid, replaced, first, end, title) => console.log([kind, uid, replaced, first, end, title].join("\t"));
