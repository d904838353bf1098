// Subscribes to a feed within Thunderbird, asks it what it shows, as libical.c has it, or unsubscribes.
// Marionette runs this in Thunderbird's own context, as the body of a function of the action and what it needs:
// subscribe(url, offline), where `offline` keeps a copy in its database, as the box that is ticked in its dialogue does;
// refresh(url); show(url, tasks, first, end), with days written 20261201; leave(url). The first two give the errors.
const [action, url, ...facts] = arguments;
const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");

const calendar = () => cal.manager.getCalendars().find(one => one.uri.spec === url);

/** The errors of a fetch that the function begins, as soon as it is done. */
function errorsOf(begin) {
  return new Promise(resolve => {
    const errors = [];
    const observer = {
      QueryInterface: ChromeUtils.generateQI(["calIObserver"]),
      onError: (_, number, message) => errors.push(`${number} ${message}`),
      onLoad(one) {
        if (one.uri.spec === url) {
          cal.manager.removeCalendarObserver(observer);
          resolve(errors);
        }
      },
    };
    for (const fact of ["StartBatch", "EndBatch", "AddItem", "ModifyItem", "DeleteItem", "PropertyChanged", "PropertyDeleting"]) {
      observer[`on${fact}`] = () => {};
    }
    cal.manager.addCalendarObserver(observer);
    begin();
  });
}

/** A day or a moment, in China's time, as it stands in a feed. */
const moment = when => (when.isDate ? when : when.getInTimezone(cal.dtz.defaultTimezone)).icalString;

const line = item =>
  item.isTodo()
    ? ["todo", moment(item.dueDate), "", item.title]
    : ["event", moment(item.startDate), moment(item.endDate), item.title];

const actions = {
  subscribe(offline) {
    const made = cal.manager.createCalendar("ics", Services.io.newURI(url));
    made.setProperty("cache.enabled", offline);
    return errorsOf(() => cal.manager.registerCalendar(made));
  },

  refresh: () => errorsOf(() => calendar().refresh()),

  async show(tasks, first, end) {
    const { ITEM_FILTER_TYPE_TODO, ITEM_FILTER_COMPLETED_ALL } = Ci.calICalendar;
    const { ITEM_FILTER_TYPE_EVENT, ITEM_FILTER_CLASS_OCCURRENCES } = Ci.calICalendar;
    const sort = tasks ? ITEM_FILTER_TYPE_TODO | ITEM_FILTER_COMPLETED_ALL : ITEM_FILTER_TYPE_EVENT | ITEM_FILTER_CLASS_OCCURRENCES;
    const days = tasks ? [null, null] : [first, end].map(day => cal.createDateTime(day));
    return (await calendar().getItemsAsArray(sort, 0, ...days)).map(line);
  },

  leave: () => cal.manager.removeCalendar(calendar()),
};

return actions[action](...facts);
